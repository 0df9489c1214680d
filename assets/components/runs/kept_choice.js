// Keeps a choice in this browser: what was chosen here last is chosen again when the page is opened without a choice.
const MOST_TRIES = 3 // a page that is drawn again at the same moment may miss one
const tries = new WeakMap()

export default function ({ data, parentElement, setStateValue }) {
  const { name, chosen } = data
  const tried = tries.get(parentElement) ?? 0
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? "[]")
    if (!chosen.length && kept.length && tried < MOST_TRIES) {
      tries.set(parentElement, tried + 1)
      setStateValue("kept", kept)
    } else {
      tries.set(parentElement, MOST_TRIES)
      localStorage.setItem(name, JSON.stringify(chosen))
    }
  } catch {
    // a browser that stores nothing, or something else under this name: the choice is not kept
  }
  return () => tries.delete(parentElement)
}
