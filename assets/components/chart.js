// Draws a plotly figure and keeps the user's zoom when new points arrive (Plotly.react with uirevision).
const drawings = new WeakMap()

function loadPlotly(url) {
  window.bothwaysPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = url
    script.onload = () => resolve(window.Plotly)
    script.onerror = () => {
      delete window.bothwaysPlotly
      script.remove()
      reject(new Error(`${url} could not be loaded`))
    }
    document.head.append(script)
  })
  return window.bothwaysPlotly
}

// The figure's own template (core/reports/figures/theme.py) with the colours of the page's light or dark theme.
function themed(layout, style) {
  const color = (name) => style.getPropertyValue(`--st-${name}`).trim()
  const gridcolor = color("border-color-light") || color("border-color")
  const axis = { gridcolor, linecolor: color("border-color"), showline: true }
  const base = layout.template.layout
  const template = {
    ...base,
    xaxis: { ...base.xaxis, ...axis },
    yaxis: { ...base.yaxis, ...axis },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { ...base.font, family: color("font"), color: color("text-color") },
    hoverlabel: {
      bgcolor: color("secondary-background-color"),
      bordercolor: color("border-color"),
      font: { family: color("font"), color: color("text-color") },
    },
    modebar: { bgcolor: "rgba(0,0,0,0)", color: color("gray-color"), activecolor: color("primary-color") },
  }
  return { ...layout, template: { layout: template }, autosize: true, uirevision: layout.uirevision ?? "fixed" }
}

// A title that is wider than the figure, as on a phone, begins at its edge and goes on in further lines.
const ruler = document.createElement("canvas").getContext("2d")

function titled(layout, width) {
  const title = layout.title?.text ?? ""
  const { font, margin, template } = layout
  const base = template.layout
  const size = Math.round(1.4 * (font?.size ?? base.font.size)) // plotly's own proportion
  ruler.font = `${size}px ${base.font.family}`
  const fits = (line, room) => ruler.measureText(line).width <= room
  if (!width || title.includes("<") || fits(title, width - 90)) return layout // beside the axis
  const lines = title.split(" ").reduce((done, word) => {
    const longer = done.length ? `${done.at(-1)} ${word}` : word
    return done.length && fits(longer, width - 16) ? [...done.slice(0, -1), longer] : [...done, word]
  }, [])
  const added = (lines.length - 1) * Math.round(1.3 * size)
  return {
    ...layout,
    height: layout.height + added,
    margin: { ...margin, t: (margin?.t ?? base.margin.t) + added },
    title: { ...layout.title, text: lines.join("<br>"), xref: "container" },
  }
}

// On a phone, and on a bar, the toolbar would cover the title or the numbers.
const hasToolbar = (figure) => window.innerWidth >= 640 && figure.layout.height >= 100

export default function ({ data, parentElement }) {
  const frame = parentElement.querySelector(".bothways-chart")
  const figure = JSON.parse(data.figure)
  frame.setAttribute("aria-label", data.alt)
  frame.style.height = `${figure.layout.height}px`
  const drawing = drawings.get(parentElement) ?? { observer: null, busy: Promise.resolve() }
  drawings.set(parentElement, drawing)
  drawing.latest = figure // of several figures waiting for plotly.js, only the newest is drawn
  // Plotly draws in steps: a drawing ends before the next one begins, and before its figure is removed.
  const inTurn = (act) => (drawing.busy = drawing.busy.catch(() => {}).then(act))
  const draw = async (Plotly) => {
    if (drawing.latest !== figure) return
    const layout = titled(themed(figure.layout, getComputedStyle(parentElement)), frame.offsetWidth)
    drawing.width = frame.offsetWidth
    frame.style.height = `${layout.height}px`
    await Plotly.react(frame, figure.data, layout, {
      displaylogo: false,
      showSendToCloud: false,
      ...(hasToolbar(figure) ? {} : { displayModeBar: false }),
      modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
    })
    frame.dataset.drawn = "true"
  }
  loadPlotly(data.plotly)
    .then((Plotly) => {
      drawing.draw = () => draw(Plotly)
      drawing.observer ??= new ResizeObserver(() =>
        inTurn(async () => {
          if (!frame.offsetWidth || !drawing.latest) return
          if (frame.offsetWidth !== drawing.width) await drawing.draw()
          await Plotly.Plots.resize(frame)
        }),
      )
      drawing.observer.observe(frame)
      return inTurn(drawing.draw)
    })
    .catch((error) => (frame.textContent = `The chart cannot be drawn: ${error.message}. The table has its numbers.`))
  return () => {
    drawings.delete(parentElement)
    drawing.latest = null
    drawing.observer?.disconnect()
    inTurn(() => window.Plotly?.purge(frame))
  }
}
