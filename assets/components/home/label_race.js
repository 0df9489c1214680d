// Two networks label the steps of sequences, one step after the other; their labels come with the data.
const STEP_MILLISECONDS = 420
const HOLD_STEPS = 5 // after the last label, before the next sequence
const SIGNS = { 0: "−", 1: "+" }
const races = new WeakMap()

const make = (tag, className, text = "") => Object.assign(document.createElement(tag), { className, textContent: text })

class Race {
  constructor(root, data) {
    this.data = data
    this.sequence = 0
    this.tick = 0
    this.tally = data.lanes.map(() => ({ right: 0, seen: 0 })) // of the sequences before this one
    this.numSteps = data.sequences[0].values.length
    this.build(root)
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches
    if (this.still) this.tick = this.numSteps
    this.playing = !this.still
    this.draw()
    this.timer = setInterval(() => this.advance(), STEP_MILLISECONDS)
  }

  build(root) {
    root.setAttribute("aria-label", this.data.label)
    const board = make("div", "board")
    board.setAttribute("aria-hidden", "true")
    board.style.setProperty("--steps", this.numSteps)
    this.values = this.lane(board, "values", "value")
    this.actual = this.lane(board, "actual", "actual label")
    this.lanes = this.data.lanes.map(({ arrow, name, color }) => {
      const lane = this.lane(board, "network", `${arrow} ${name}`)
      lane.row.style.setProperty("--hue", `var(--st-${color}-color)`)
      return lane
    })
    const controls = make("div", "controls")
    this.button = make("button", "")
    this.button.type = "button"
    this.button.onclick = () => this.toggle()
    const next = make("button", "", "Next sequence")
    next.type = "button"
    next.onclick = () => this.next(this.playing ? 0 : this.numSteps)
    controls.append(this.button, next)
    root.replaceChildren(board, controls)
  }

  lane(board, kind, name) {
    const row = make("div", `lane ${kind}`)
    const cells = Array.from({ length: this.numSteps }, () => make("span", "cell"))
    const score = make("span", "score")
    row.append(make("span", "name", name), ...cells, score)
    board.append(row)
    return { row, cells, score }
  }

  toggle() {
    this.playing = !this.playing
    if (this.playing && this.still && this.tick >= this.numSteps) this.next(0)
    this.draw()
  }

  next(tick) {
    this.data.lanes.forEach((lane, number) => {
      const { right, seen } = this.shown(number)
      this.tally[number].right += right
      this.tally[number].seen += seen
    })
    this.sequence = (this.sequence + 1) % this.data.sequences.length
    if (this.sequence === 0) this.tally = this.data.lanes.map(() => ({ right: 0, seen: 0 }))
    this.tick = tick
    this.draw()
  }

  advance() {
    if (!this.playing || document.hidden) return
    if (this.tick >= this.numSteps + HOLD_STEPS) this.next(0)
    else {
      this.tick += 1
      if (this.tick <= this.numSteps) this.draw()
    }
  }

  // A label is known once every direction layer has read its step.
  isRead(step, pass) {
    return pass === "forward" ? step < this.tick : this.numSteps - 1 - step < this.tick
  }

  isKnown(lane, step) {
    return lane.passes.every((pass) => this.isRead(step, pass))
  }

  shown(number) {
    const lane = this.data.lanes[number]
    const { labels, predicted } = this.data.sequences[this.sequence]
    const known = labels.map((label, step) => step).filter((step) => this.isKnown(lane, step))
    return { seen: known.length, right: known.filter((step) => predicted[number][step] === labels[step]).length }
  }

  draw() {
    const { values, labels, predicted } = this.data.sequences[this.sequence]
    values.forEach((value, step) => {
      const cell = this.values.cells[step]
      cell.textContent = `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`
      this.actual.cells[step].textContent = SIGNS[labels[step]]
    })
    this.data.lanes.forEach((lane, number) => {
      const { cells, score } = this.lanes[number]
      cells.forEach((cell, step) => {
        const known = this.isKnown(lane, step)
        const wrong = known && predicted[number][step] !== labels[step]
        const passes = lane.passes.filter((pass) => this.isRead(step, pass))
        cell.className = ["cell", known ? (wrong ? "wrong" : "right") : passes.length ? `half-${passes[0]}` : "unread"].join(" ")
        cell.textContent = known ? SIGNS[predicted[number][step]] + (wrong ? " ✗" : "") : ""
      })
      const { right, seen } = this.shown(number)
      score.textContent = `${this.tally[number].right + right} of ${this.tally[number].seen + seen} right so far`
    })
    this.button.textContent = this.playing ? "Pause" : "Play"
  }

  stop() {
    clearInterval(this.timer)
  }
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".race")
  if (!races.has(parentElement)) races.set(parentElement, new Race(root, data))
  return () => {
    races.get(parentElement)?.stop()
    races.delete(parentElement)
  }
}
