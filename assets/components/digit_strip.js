// A strip of small pictures to choose one from: ordinary buttons, so that keyboard and screen reader work.
export default function ({ data, parentElement, setStateValue }) {
  const strip = parentElement.querySelector(".strip")
  strip.setAttribute("aria-label", data.label)
  const uris = data.pictures.map((picture) => picture.uri).join()
  if (strip.dataset.uris !== uris) {
    strip.dataset.uris = uris
    strip.replaceChildren(
      ...data.pictures.map(({ uri, name }) => {
        const button = document.createElement("button")
        button.type = "button"
        button.title = name
        button.setAttribute("aria-label", name)
        const image = document.createElement("img")
        image.src = uri
        image.alt = ""
        button.append(image)
        return button
      }),
    )
  }
  ;[...strip.children].forEach((button, number) => {
    button.setAttribute("aria-pressed", String(number === data.chosen))
    button.onclick = () => setStateValue("chosen", number)
  })
}
