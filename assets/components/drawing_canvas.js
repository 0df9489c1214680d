// A black canvas to draw one digit on; sends the drawing as a PNG when a stroke ends.
const SIDE = 280 // pixels of the drawing, ten for each that the networks see
const PEN = 22
const sheets = new WeakMap()

function draw(canvas, strokes) {
  const pen = canvas.getContext("2d")
  pen.fillStyle = "#000"
  pen.fillRect(0, 0, SIDE, SIDE)
  pen.strokeStyle = "#fff"
  pen.lineWidth = PEN
  pen.lineCap = pen.lineJoin = "round"
  for (const [first, ...rest] of strokes) {
    pen.beginPath()
    pen.moveTo(...first)
    for (const point of rest.length ? rest : [[first[0] + 0.01, first[1]]]) pen.lineTo(...point) // a tap is a dot
    pen.stroke()
  }
}

export default function ({ parentElement, setStateValue }) {
  const canvas = parentElement.querySelector("canvas")
  const [undo, clear] = parentElement.querySelectorAll("button")
  const strokes = sheets.get(canvas) ?? []
  sheets.set(canvas, strokes)
  let pointer = null // the one that draws; a second finger does not

  const place = (event) => {
    const frame = canvas.getBoundingClientRect()
    return [((event.clientX - frame.left) / frame.width) * SIDE, ((event.clientY - frame.top) / frame.height) * SIDE]
  }
  const show = () => {
    draw(canvas, strokes)
    undo.disabled = clear.disabled = strokes.length === 0
  }
  const send = () => setStateValue("png", strokes.length ? canvas.toDataURL("image/png") : "")
  const end = (event) => {
    if (event.pointerId !== pointer) return
    pointer = null
    send()
  }

  canvas.onpointerdown = (event) => {
    if (pointer !== null || event.button !== 0) return
    pointer = event.pointerId
    canvas.setPointerCapture(pointer)
    strokes.push([place(event)])
    show()
  }
  canvas.onpointermove = (event) => {
    if (event.pointerId !== pointer) return
    strokes.at(-1).push(...(event.getCoalescedEvents?.() ?? [event]).map(place))
    show()
  }
  canvas.onpointerup = canvas.onpointercancel = end
  undo.onclick = () => {
    strokes.pop()
    show()
    send()
  }
  clear.onclick = () => {
    strokes.length = 0
    show()
    send()
  }
  show()
}
