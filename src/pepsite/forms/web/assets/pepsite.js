// Nothing here is needed to fill in a form. It stops double clicks, moves to the errors, keeps
// what is being typed once a minute, and says when the forms are about to close.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, SkipLink, createAll
} from './govuk-frontend.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
for (const component of [
  Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, SkipLink
]) createAll(component)

const minute = 60_000
const warnAfter = Number(document.body.dataset.warnAfter) * 1000
const form = document.querySelector('form[data-keeps]')
let used = Date.now()
let typed = false

async function keep () {
  if (!form || !typed) return
  typed = false
  const sent = new URLSearchParams(new FormData(form))
  sent.set('do', 'keep')
  try {
    const answer = await fetch(form.action, { method: 'POST', body: sent, redirect: 'manual' })
    const number = answer.ok ? await answer.text() : ''
    if (/^[0-9]+$/.test(number)) form.elements._seen.value = number
    else typed = true
  } catch { typed = true }
}

if (form) {
  const note = () => { typed = true; used = Date.now() }
  form.addEventListener('input', note)
  form.addEventListener('change', note)
}

if (warnAfter) {
  setInterval(async () => {
    await keep()
    if (Date.now() - used >= warnAfter) {
      const back = encodeURIComponent(location.pathname)
      location.assign(`${document.body.dataset.warning}?back=${back}`)
    }
  }, Math.min(minute, warnAfter))
}
