// Keeps a choice in this browser: what was chosen here last is chosen again when the page is opened without a choice.
const opened = new WeakSet()

export default function ({ data, parentElement, setStateValue }) {
  const isFirst = !opened.has(parentElement)
  opened.add(parentElement)
  const { name, chosen } = data
  try {
    if (!isFirst || chosen.length) localStorage.setItem(name, JSON.stringify(chosen))
    else {
      const kept = JSON.parse(localStorage.getItem(name) ?? "[]")
      if (kept.length) setStateValue("kept", kept)
    }
  } catch {
    // a browser that stores nothing, or something else under this name: the choice is not kept
  }
  return () => opened.delete(parentElement)
}
