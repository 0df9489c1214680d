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

// On a phone, and on a bar, the toolbar would cover the title or the numbers.
const hasToolbar = (figure) => window.innerWidth >= 640 && figure.layout.height >= 100

export default function ({ data, parentElement }) {
  const frame = parentElement.querySelector(".bothways-chart")
  const figure = JSON.parse(data.figure)
  frame.setAttribute("aria-label", data.alt)
  frame.style.height = `${figure.layout.height}px`
  const drawing = drawings.get(parentElement) ?? { observer: null }
  drawings.set(parentElement, drawing)
  drawing.latest = figure // of several figures waiting for plotly.js, only the newest is drawn
  loadPlotly(data.plotly)
    .then((Plotly) => {
      if (drawing.latest !== figure) return
      Plotly.react(frame, figure.data, themed(figure.layout, getComputedStyle(parentElement)), {
        displaylogo: false,
        showSendToCloud: false,
        ...(hasToolbar(figure) ? {} : { displayModeBar: false }),
        modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
      })
      frame.dataset.drawn = "true"
      if (!drawing.observer) {
        drawing.observer = new ResizeObserver(() => frame.offsetWidth && Plotly.Plots.resize(frame))
        drawing.observer.observe(frame)
      }
    })
    .catch((error) => (frame.textContent = `The chart cannot be drawn: ${error.message}. The table has its numbers.`))
  return () => {
    drawings.delete(parentElement)
    drawing.latest = null
    drawing.observer?.disconnect()
    window.Plotly?.purge(frame)
  }
}
