// Pictures that come with the page, one for each step: the slider and the buttons change them without the server.
const shown = new WeakMap()

const make = (tag, properties) => Object.assign(document.createElement(tag), properties)

function draw(root, frames, step) {
  const frame = frames[step]
  root.querySelector(".picture").innerHTML = frame.svg
  root.querySelector("h3").textContent = frame.title
  root.querySelector(".words").replaceChildren(...frame.words.map((text) => make("p", { textContent: text })))
  const slider = root.querySelector("input")
  slider.value = step
  slider.setAttribute("aria-valuetext", frame.title)
  root.querySelector(".back").disabled = step === 0
  root.querySelector(".next").disabled = step === frames.length - 1
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".frames")
  const { frames, label, start } = data
  const state = shown.get(parentElement) ?? { step: start }
  shown.set(parentElement, state)
  state.step = Math.min(state.step, frames.length - 1)
  if (!root.childElementCount) {
    const controls = make("div", { className: "controls" })
    controls.append(
      make("button", { type: "button", className: "back", textContent: "← Back" }),
      make("button", { type: "button", className: "next", textContent: "Next →" }),
      make("input", { type: "range", min: 0, step: 1 }),
    )
    root.append(
      controls,
      make("div", { className: "picture" }),
      make("h3", {}),
      make("div", { className: "words" }),
    )
  }
  const move = (step) => {
    state.step = Math.min(Math.max(step, 0), frames.length - 1)
    draw(root, frames, state.step)
  }
  const slider = root.querySelector("input")
  slider.max = frames.length - 1
  slider.setAttribute("aria-label", label)
  slider.oninput = () => move(Number(slider.value))
  root.querySelector(".back").onclick = () => move(state.step - 1)
  root.querySelector(".next").onclick = () => move(state.step + 1)
  draw(root, frames, state.step)
  return () => shown.delete(parentElement)
}
