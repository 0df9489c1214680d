// "Copy link" puts the page's address on the clipboard; Enter in the sentence box tells that its text stands still.
const MEND_MILLISECONDS = 50 // the second half of a pair comes at once, if it comes; the box is sent after 250
let begun = false // whether the box has been given the focus since the presenter view was opened

function copyAside(text) {
  const field = document.createElement("textarea") // for pages without https, which have no clipboard of their own
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
    return copyAside(text)
  }
}

// Half a surrogate pair is no UTF-8: the server would drop the connection, and the page would never answer.
function mend({ target }) {
  setTimeout(() => {
    if (target.value?.isWellFormed?.() !== false) return
    const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(target), "value")
    set.call(target, target.value.toWellFormed())
    target.dispatchEvent(new Event("input", { bubbles: true }))
  }, MEND_MILLISECONDS)
}

export default function ({ data, parentElement, setTriggerValue }) {
  const button = parentElement.querySelector("button")
  const told = parentElement.querySelector("span")
  const link = parentElement.querySelector("input")
  button.hidden = data.hidden
  button.onclick = async () => {
    link.hidden = true
    if (await copy(window.location.href)) {
      told.textContent = "Copied"
    } else {
      told.textContent = "Copy this:"
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
      event.target.blur() // sends what was typed just now, which else would come after the shortcut's text and undo it
      event.target.focus()
    } else {
      told.textContent = "" // what was copied is no longer what is shown
      link.hidden = true
    }
  }
  document.addEventListener("keydown", enter, true)
  document.addEventListener("input", mend, true)
  if (data.focus && !begun) setTimeout(() => box()?.focus(), 100) // once the box stands in its new place
  begun = data.focus
  return () => {
    document.removeEventListener("keydown", enter, true)
    document.removeEventListener("input", mend, true)
  }
}
