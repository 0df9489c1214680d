// "Copy link" puts the page's address on the clipboard; Enter in the text box submits its text to the history.
const REPAIR_MILLISECONDS = 50 // the second half of a pair comes at once, if it comes; the box is sent after 250
let focused = false // whether the box has had the focus since the presenter view was opened

function copyBySelection(text) {
  const field = document.createElement("textarea") // without https a page has no navigator.clipboard
  field.value = text
  field.style.position = "fixed"
  field.style.opacity = "0"
  document.body.append(field)
  field.select()
  try {
    return document.execCommand("copy")
  } catch {
    return false
  } finally {
    field.remove()
  }
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

// Half a surrogate pair is no UTF-8: the server would drop the connection, and the page would never answer.
function repair({ target }) {
  setTimeout(() => {
    if (target.value?.isWellFormed?.() !== false) return
    const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(target), "value")
    set.call(target, target.value.toWellFormed())
    target.dispatchEvent(new Event("input", { bubbles: true }))
  }, REPAIR_MILLISECONDS)
}

export default function ({ data, parentElement, setTriggerValue }) {
  const button = parentElement.querySelector("button")
  const status = parentElement.querySelector("span")
  const link = parentElement.querySelector("input")
  button.hidden = data.hidden
  button.onclick = async () => {
    link.hidden = true
    if (await copy(window.location.href)) {
      status.textContent = "Copied"
    } else {
      status.textContent = "Copy this link:"
      link.hidden = false
      link.value = window.location.href
      link.select()
    }
  }
  const box = () => document.querySelector(`.st-key-${data.box} input`)
  const enter = (event) => {
    if (event.target !== box()) return
    if (event.key === "Enter" && !event.isComposing) {
      setTriggerValue("entered", event.target.value)
    } else if (event.altKey && event.key !== "Alt") {
      event.target.blur() // sends the typed text now; sent later, it would overwrite the text of the shortcut
      event.target.focus()
    } else {
      status.textContent = "" // the copied link is out of date
      link.hidden = true
    }
  }
  document.addEventListener("keydown", enter, true)
  document.addEventListener("input", repair, true)
  if (data.focus && !focused) setTimeout(() => box()?.focus(), 100) // once the box is in its new place
  focused = data.focus
  return () => {
    document.removeEventListener("keydown", enter, true)
    document.removeEventListener("input", repair, true)
  }
}
