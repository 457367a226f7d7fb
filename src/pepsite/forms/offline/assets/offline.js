// Walks the questions of one form, and encrypts what was answered. The rules by which a page is
// asked are those of pepsite (forms/questions/asking.py); whoever receives the answers asks those.
// Nothing typed ever becomes markup, nothing is kept in the browser, nothing goes anywhere.
(() => {
  'use strict'
  const data = JSON.parse(document.getElementById('form-data').textContent)
  const ID = /^[a-z0-9-]{1,40}$/
  const KEY = /^~?[a-z0-9_/-]{1,300}$/
  const LONGEST_LINE = 120
  const SHORTEST_PASSPHRASE = 12
  const views = ['start', 'step', 'check', 'made', 'keep', 'load']
  const by = (id) => document.getElementById(id)
  const plain = document.title
  const toChild = data.speaksTo === 'child'

  let answers = { ...data.answers }
  let here = { view: 'start', address: '' }
  let saved = JSON.stringify(answers)
  let lastFile = null

  // --- answers

  const value = (key) => answers[key] ?? data.facts[key] ?? ''
  const text = (key) => typeof value(key) === 'string' ? value(key) : ''
  const texts = (key) => Array.isArray(value(key)) ? value(key) : value(key) ? [value(key)] : []
  const noAnswer = (key) => { const code = text(`${key}/no_answer`); return code === 'given' ? '' : code }
  const isSomething = (one) => one && one !== 'given' && one.length > 0
  function isAnswered (key) {
    const below = `${key}/`
    return [answers, data.facts].some((some) => Object.keys(some).some(
      (one) => (one === key || one.startsWith(below)) && isSomething(some[one])))
  }
  function put (key, said) {
    const before = JSON.stringify(answers[key] ?? '')
    if (said === '' || (Array.isArray(said) && !said.length)) delete answers[key]
    else answers[key] = said
    if (JSON.stringify(answers[key] ?? '') !== before && texts('~carried').length) {
      answers['~carried'] = texts('~carried').filter((one) => one !== key)
    }
  }

  // --- which pages are asked

  const named = (words, ids) => ids.reduce((said, id, at) => said.replaceAll(data.standIns[at], id), words)
  function nearest (field, base) {
    while (base) {
      if (isAnswered(`${base}/${field}`)) return `${base}/${field}`
      base = base.split('/').slice(0, -2).join('/')
    }
    return field
  }
  function holds (one, base) {
    const key = nearest(one.field, base)
    const found = [text(key), ...texts(key), noAnswer(key)].filter(Boolean)
    return (!one.is.length || one.is.some((each) => found.includes(each))) &&
      !one.isNot.some((each) => found.includes(each)) &&
      (one.answered === null || one.answered === isAnswered(key))
  }
  const applies = (page, base) => page.answers.every((one) => holds(one, base)) &&
    (!page.either.length || page.either.some((one) => holds(one, base)))
  function honestOf (page, ids) {
    // A child who does not want to say is not asked when they did not want to.
    if (toChild) return []
    return page.questions
      .filter((one) => one.insteadBox)
      .map((one) => ({ ...one, key: named(one.key, ids) }))
      .filter((one) => noAnswer(one.key) && data.honest[noAnswer(one.key)])
  }
  function places () {
    const found = []
    const walk = (pages, section, ids, base, parent) => {
      for (const page of pages) {
        if (!applies(page, base)) continue
        const address = [page.id, ...ids].join('/')
        const place = { page, section: page.section || section, ids, base, parent, address, why: false }
        found.push(place)
        if (honestOf(page, ids).length) found.push({ ...place, address: `${address}~why`, why: true })
        if (page.list) {
          const key = named(page.list.key, ids)
          for (const item of texts(key)) {
            walk(page.list.pages, place.section, [...ids, item], `${key}/${item}`, address)
          }
        }
      }
    }
    walk(data.pages, '', [], '', '')
    return found
  }
  const placeAt = (address) => places().find((one) => one.address === address)
  function following (address, step) {
    const all = places()
    const at = all.findIndex((one) => one.address === address)
    if (at < 0) return ''
    const rest = step > 0 ? all.slice(at + 1) : all.slice(0, at).reverse()
    const next = rest.find((one) => one.ids.join() === all[at].ids.join())
    return next && next.section === all[at].section ? next.address : all[at].parent
  }
  function questionsOf (place) {
    if (!place.why) {
      return place.page.questions.map((one) => ({
        ...one,
        key: named(one.key, place.ids),
        boxes: one.boxes.map((box) => named(box, place.ids)),
        insteadBox: named(one.insteadBox, place.ids),
        needs: one.needs && one.needs.map((part) => named(part, place.ids))
      })).filter((one) => !(place.page.list && texts(one.key).length))
    }
    return honestOf(place.page, place.ids).flatMap((asked) =>
      data.honest[noAnswer(asked.key)].questions.map((one) => ({
        ...one,
        about: asked.label,
        key: one.key.replace(data.honestKey, asked.key),
        boxes: one.boxes.map((box) => box.replace(data.honestKey, asked.key)),
        insteadBox: '',
        needs: []
      })))
  }

  // --- what answers say

  function labelOf (question, said) {
    const found = question.choices.find(([code]) => code === said)
    if (found) return found[1]
    return choicesOf(question).find(([code]) => code === said)?.[1] ?? said
  }
  function choicesOf (question) {
    if (!question.itemsOf) return question.choices
    const at = places().find((one) => one.page.list && named(one.page.list.key, one.ids) === question.itemsOf)
    return at ? linesOf(at).map(({ item, line }) => [item, line]) : []
  }
  function dayText (question) {
    const said = question.boxes.map(text)
    const month = said.length - 2
    if (/^[0-9]+$/.test(said[month]) && data.months[said[month] - 1]) said[month] = data.months[said[month] - 1]
    return said.filter(Boolean).join(' ')
  }
  function saidTo (question) {
    const code = question.insteadBox ? noAnswer(question.key) : ''
    if (code) {
      const label = question.instead.find(([one]) => one === code)?.[1] ?? code
      const more = (data.honest[code]?.questions ?? []).map((one) => {
        const boxes = one.boxes.map((box) => box.replace(data.honestKey, question.key))
        const said = one.sort === 'day' ? dayText({ boxes }) : text(boxes[0])
        return said && `${one.label} ${said}`
      }).filter(Boolean)
      return [label, ...more]
    }
    if (!question.boxes.length) {
      return question.insteadBox && isAnswered(question.key) ? [data.given] : []
    }
    if (question.sort === 'day' || question.sort === 'month') return [dayText(question)].filter(Boolean)
    const said = texts(question.boxes[0]).flatMap((one) => one.split('\n')).filter(Boolean)
      .map((one) => one.replaceAll('{child}', data.theChild))
    return said.map((one) => question.sort === 'money' ? `£${one}` : labelOf(question, one))
  }
  function lineOf (list, base, pages, ids) {
    const all = pages.flatMap((page) => page.questions)
    for (const pattern of list.one.split(' | ')) {
      let whole = true
      const line = pattern.replace(/\{([a-z_.]+)\}/g, (_, name) => {
        const key = `${base}/${name.replaceAll('.', '/')}`
        const question = all.find((one) => named(one.key, ids) === key)
        const said = question
          ? saidTo({
            ...question, key, boxes: question.boxes.map((box) => named(box, ids)), insteadBox: named(question.insteadBox, ids)
          }).join(' ')
          : ''
        whole = whole && Boolean(said)
        return said
      })
      if (whole) return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line
    }
    return ''
  }
  function linesOf (place) {
    const list = place.page.list
    const key = named(list.key, place.ids)
    return texts(key).map((item, at) => {
      const ids = [...place.ids, item]
      const line = lineOf(list, `${key}/${item}`, list.pages, ids)
      return { item, line: line || `${list.what} ${at + 1}`, address: [list.pages[0].id, ...ids].join('/') }
    })
  }
  function itemLine (place) {
    if (!place.ids.length) return ''
    const above = placeAt(place.parent)
    return above ? linesOf(above).find((one) => one.item === place.ids.at(-1))?.line ?? '' : ''
  }

  // --- what is wrong

  const isEmpty = (question) => !question.boxes.some(text) &&
    !question.boxes.some((box) => texts(box).length) &&
    !(question.insteadBox && text(question.insteadBox)) &&
    !(question.boxes.length === 0 && isAnswered(question.key))
  function isDay (boxes) {
    const [day, month, year] = boxes.map((box) => text(box).trim())
    const known = month.length < 3 ? -1 : data.months.findIndex((one) => one.toLowerCase().startsWith(month.toLowerCase()))
    const number = /^[0-9]{1,2}$/.test(month) ? Number(month) : known + 1
    const made = new Date(Date.UTC(Number(year), number - 1, Number(day)))
    return /^[0-9]{4}$/.test(year) && /^[0-9]{1,2}$/.test(day) && number > 0 &&
      made.getUTCMonth() === number - 1 && made.getUTCDate() === Number(day)
  }
  const NUMBERS = {
    number: [/^-?[0-9]+(\.[0-9]+)?$/, 'not-a-number'],
    'whole-number': [/^-?[0-9]+$/, 'not-a-whole-number'],
    money: [/^£?[0-9][0-9,]*(\.[0-9]{2})?$/, 'not-a-number']
  }
  // Without this the plan would be no plan; anything else may be answered later.
  const isNeeded = (question) => Boolean(question.needs) &&
    question.needs.every((part) => isAnswered(part) && !noAnswer(part))
  function faultOf (question) {
    const box = question.boxes[0] || question.insteadBox
    if (isEmpty(question)) {
      const hard = isNeeded(question)
      return (hard || question.required) && question.sort !== 'items'
        ? { box, code: 'missing-field', question, missing: true, hard }
        : null
    }
    const typed = question.boxes.some((one) => texts(one).length)
    if (question.insteadBox && noAnswer(question.key) && typed && question.sort !== 'part') {
      return { box: question.insteadBox, code: 'answer-and-instead', question }
    }
    if (!typed) return null
    if (question.sort === 'day' || question.sort === 'month') {
      const empty = question.boxes.find((one) => !text(one))
      if (empty) return { box: empty, code: 'day-part-missing', question }
      if (question.sort === 'day' && !isDay(question.boxes)) return { box, code: 'no-such-day', question }
    }
    const number = NUMBERS[question.sort]
    if (number && !number[0].test(text(box).trim())) return { box, code: number[1], question }
    return null
  }
  function faultsOn (place) {
    const found = questionsOf(place).map(faultOf).filter(Boolean)
    const list = place.why ? null : place.page.list
    if (list?.required && !texts(named(list.key, place.ids)).length && !noAnswer(named(list.key, place.ids)) && !found.length) {
      found.push({ box: named(list.key, place.ids), code: 'missing-field', missing: true, words: list.missing })
    }
    return found
  }
  const wordsOf = (fault) => fault.words ?? fault.question.words[fault.code]
  const boxId = (key) => key.replaceAll('/', '-')

  // --- making the page

  function make (tag, attributes, ...inside) {
    const element = document.createElement(tag)
    for (const [name, said] of Object.entries(attributes ?? {})) {
      if (name === 'onclick') element.addEventListener('click', said)
      else if (said !== false) element.setAttribute(name, said)
    }
    element.append(...inside)
    return element
  }
  const button = (words, kind, act) => make('button', {
    type: 'button', class: `govuk-button${kind ? ` govuk-button--${kind}` : ''}`, onclick: act
  }, words)
  const link = (words, hidden, act) => make('button', {
    type: 'button', class: 'pepsite-plain pepsite-link', onclick: act
  }, words, hidden ? make('span', { class: 'govuk-visually-hidden' }, ` ${hidden}`) : '')

  function renamed (root, from, to) {
    for (const element of root.querySelectorAll('*')) {
      for (const { name, value: said } of [...element.attributes]) {
        const dashes = name === 'id' || name === 'for' || name === 'aria-describedby' || name === 'href'
        const wanted = said.replaceAll(from, dashes ? boxId(to) : to)
        if (wanted !== said) element.setAttribute(name, wanted)
      }
    }
  }
  function drawn (id, ids) {
    const content = by(id).content.cloneNode(true)
    ids.forEach((item, at) => renamed(content, data.standIns[at], item))
    return content
  }
  function withChoices (root, question) {
    if (!question.itemsOf) return
    const inputs = [...root.querySelectorAll('input')].filter((one) => one.name === question.boxes[0])
    const model = inputs.find((one) => data.standIns.includes(one.value) || question.choices.some(([code]) => code === one.value))
    const frame = model?.parentElement
    if (!frame) return
    choicesOf(question).forEach(([code, words], at) => {
      const one = frame.cloneNode(true)
      const box = one.querySelector('input')
      const id = `${boxId(question.boxes[0])}-${code}`
      box.value = code
      box.id = at ? id : model.id
      const label = one.querySelector('label')
      label.htmlFor = box.id
      label.textContent = words
      frame.before(one)
    })
    frame.remove()
  }
  function filled (root, question) {
    const boxes = [...question.boxes, question.insteadBox].filter(Boolean)
    for (const element of root.querySelectorAll('input,textarea,select')) {
      const box = element.name
      if (!boxes.includes(box)) continue
      if (element.type === 'radio' || element.type === 'checkbox') {
        const instead = question.insteadBox ? text(question.insteadBox) : ''
        element.checked = box === question.insteadBox
          ? element.value !== '' && element.value === instead
          : texts(box).includes(element.value) || (element.value.startsWith('~') && element.value.slice(1) === instead)
        element.addEventListener('change', () => exclusive(root, element, box))
      } else if (element.tagName === 'SELECT') {
        element.value = text(box)
      } else {
        element.value = question.sort === 'lines' ? texts(box).join('\n') : text(box)
      }
    }
    const came = texts('~carried').some((one) => one === question.key || one.startsWith(`${question.key}/`))
    if (came) fromThePlan(root, question)
  }
  // "None of these" and a choice beside it cannot both be meant.
  function exclusive (root, changed, box) {
    if (changed.type !== 'checkbox' || !changed.checked) return
    const isAlone = (one) => one.dataset.behaviour === 'exclusive'
    for (const one of root.querySelectorAll('input[type=checkbox]')) {
      if (one !== changed && one.name === box && (isAlone(one) || isAlone(changed))) one.checked = false
    }
  }
  function frameOf (root, question) {
    const first = [...root.querySelectorAll('input,textarea,select')].find((one) => [...question.boxes, question.insteadBox].includes(one.name))
    return first?.closest('.govuk-form-group:not(.govuk-date-input__item .govuk-form-group)')
  }
  function described (frame, words) {
    const target = frame.querySelector('fieldset') ?? frame.querySelector('input,textarea,select')
    target?.setAttribute('aria-describedby', [target.getAttribute('aria-describedby'), words.id].filter(Boolean).join(' '))
  }
  const outermost = (frame) => {
    while (frame?.parentElement?.closest('.govuk-form-group')) frame = frame.parentElement.closest('.govuk-form-group')
    return frame
  }
  function above (frame, words) {
    const heading = frame.querySelector('legend') ?? frame.querySelector('.govuk-label-wrapper') ?? frame.querySelector('label')
    heading.after(words)
    described(frame, words)
  }
  function fromThePlan (root, question) {
    const frame = outermost(frameOf(root, question))
    if (!frame) return
    const words = data.carried.replace('{plan}', data.carriedFrom)
    above(frame, make('div', { class: 'govuk-hint pepsite-from', id: `${boxId(question.key)}-from` }, words))
  }
  function markWrong (root, fault) {
    if (!fault.question) return
    const frame = outermost(frameOf(root, fault.question))
    if (!frame) return
    frame.classList.add('govuk-form-group--error')
    const words = make('p', { class: 'govuk-error-message', id: `${boxId(fault.question.key)}-error` },
      make('span', { class: 'govuk-visually-hidden' }, 'Error:'), ` ${wordsOf(fault)}`)
    above(frame, words)
    for (const one of frame.querySelectorAll('input:not([type=radio]):not([type=checkbox]),textarea,select')) {
      one.classList.add(one.tagName === 'TEXTAREA' ? 'govuk-textarea--error' : one.tagName === 'SELECT' ? 'govuk-select--error' : 'govuk-input--error')
    }
  }
  function summary (found) {
    const items = found.map(({ words, target }) => make('li', {}, target
      ? make('a', {
        href: `#${target}`,
        onclick: (event) => { event.preventDefault(); by(target)?.focus(); by(target)?.scrollIntoView({ block: 'center' }) }
      }, words)
      : words))
    return make('div', { class: 'govuk-error-summary', tabindex: '-1' }, make('div', { role: 'alert' },
      make('h2', { class: 'govuk-error-summary__title' }, 'There is a problem'),
      make('div', { class: 'govuk-error-summary__body' }, make('ul', { class: 'govuk-list govuk-error-summary__list' }, ...items))))
  }
  function targetOf (root, fault) {
    const box = [...root.querySelectorAll('input,textarea,select')].find((one) => one.name === fault.box)
    return box?.id ?? root.querySelector(`#${CSS.escape(boxId(fault.box))}`)?.id ?? ''
  }

  // --- one page

  function showStep (place, found = []) {
    const content = by('step-content')
    const questions = questionsOf(place)
    content.replaceChildren()
    const section = data.sections.find(([id]) => id === place.section)?.[1] ?? ''
    const line = itemLine(place)
    content.append(make('span', { class: 'govuk-caption-l' }, [section, line].filter(Boolean).join(': ')))
    const form = make('form', { novalidate: '', autocomplete: 'off' })
    if (place.why) drawHonest(form, place)
    else form.append(drawn(place.page.template, place.ids))
    for (const question of questions) {
      withChoices(form, question)
      filled(form, question)
    }
    const slot = form.querySelector('[data-list]')
    if (slot && place.page.list && !place.why) slot.replaceWith(list(place))
    else slot?.remove()
    if (!questions.length) {
      for (const one of form.querySelectorAll('.govuk-form-group')) one.remove()
    }
    form.append(make('div', { class: 'govuk-button-group' },
      make('button', { class: 'govuk-button' }, 'Save and continue'),
      button(toChild ? 'Stop here for now' : 'Back to the list of sections', 'secondary', () => { read(); show('start') })))
    form.addEventListener('submit', (event) => { event.preventDefault(); goOn() })
    content.append(form)
    if (found.length) {
      for (const fault of found) markWrong(form, fault)
      const box = summary(found.map((fault) => ({ words: wordsOf(fault), target: targetOf(form, fault) })))
      content.prepend(box)
      box.focus()
    }
  }
  function drawHonest (form, place) {
    const asked = honestOf(place.page, place.ids)
    const titles = new Set(asked.map((one) => data.honest[noAnswer(one.key)].title))
    form.append(make('h1', { class: 'govuk-heading-l', tabindex: '-1' }, titles.size === 1 ? [...titles][0] : place.page.title))
    for (const one of asked) {
      const content = by(`honest-${noAnswer(one.key)}`).content.cloneNode(true)
      renamed(content, data.honestKey, one.key)
      if (asked.length > 1) form.append(make('h2', { class: 'govuk-heading-m' }, one.label))
      form.append(content)
    }
  }
  function list (place) {
    const own = place.page.list
    const lines = linesOf(place)
    const id = boxId(named(own.key, place.ids))
    const rows = lines.map(({ item, line, address }) => make('div', { class: 'govuk-summary-list__row' },
      make('dt', { class: 'govuk-summary-list__key' }, line),
      make('dd', { class: 'govuk-summary-list__actions' },
        link('Change', line, () => { read(); show('step', address) }), ' ',
        link('Remove', line, () => remove(place, item, line)))))
    const shown = rows.length
      ? make('dl', { class: 'govuk-summary-list', id, tabindex: '-1' }, ...rows)
      : make('p', { class: 'govuk-body', id, tabindex: '-1' }, own.noneYet)
    return make('div', {}, shown, button(rows.length ? own.addAnother : own.add, 'secondary', () => add(place)))
  }
  function newId () {
    const letters = 'abcdefghjkmnpqrstvwxyz'
    const all = `0123456789${letters}`
    const random = crypto.getRandomValues(new Uint32Array(6))
    return [...random].map((one, at) => at ? all[one % all.length] : letters[one % letters.length]).join('')
  }
  function add (place) {
    read()
    const key = named(place.page.list.key, place.ids)
    for (const name of ['no_answer', 'why', 'ask', 'by/day', 'by/month', 'by/year', 'declined_on/day', 'declined_on/month', 'declined_on/year']) delete answers[`${key}/${name}`]
    const item = newId()
    answers[key] = [...texts(key), item]
    show('step', [place.page.list.pages[0].id, ...place.ids, item].join('/'))
  }
  function remove (place, item, line) {
    if (!confirm(`Remove this?\n\n${line}`)) return
    read()
    const key = named(place.page.list.key, place.ids)
    for (const one of Object.keys(answers)) if (one.startsWith(`${key}/${item}/`)) delete answers[one]
    put(key, texts(key).filter((one) => one !== item))
    show('step', place.address)
  }
  // Takes in what stands on the page, right or wrong.
  function read () {
    if (here.view !== 'step') return
    const place = placeAt(here.address)
    if (!place) return
    const form = by('step-content').querySelector('form')
    const boxes = [...form.querySelectorAll('input,textarea,select')]
    for (const question of questionsOf(place)) {
      let instead = ''
      for (const key of question.boxes) {
        const own = boxes.filter((one) => one.name === key)
        if (!own.length) continue
        const chosen = own.filter((one) => one.checked).map((one) => one.value)
        instead = chosen.find((one) => one.startsWith('~'))?.slice(1) ?? instead
        const picked = chosen.filter((one) => !one.startsWith('~'))
        if (own[0].type === 'checkbox') put(key, picked)
        else if (own[0].type === 'radio') put(key, picked[0] ?? '')
        else if (question.sort === 'lines') put(key, own[0].value.split('\n').map((one) => one.trim()).filter(Boolean))
        else put(key, own[0].value.trim())
      }
      if (question.insteadBox) {
        const own = boxes.filter((one) => one.name === question.insteadBox)
        put(question.insteadBox, own.find((one) => one.checked)?.value || instead)
      }
    }
  }
  function goOn () {
    read()
    const place = placeAt(here.address)
    if (!place) return show('start')
    const found = faultsOn(place)
    if (found.length) {
      showStep(place, found)
      document.title = `Error: ${plain}`
      return
    }
    answers['~seen'] = [...new Set([...texts('~seen'), place.address])]
    const next = following(place.address, 1)
    if (next) show('step', next)
    else show('start')
  }

  // --- the list of sections, and all answers

  function isDone (place) {
    if (faultsOn(place).length) return false
    if (texts('~seen').includes(place.address)) return true
    const keys = questionsOf(place).map((one) => one.key)
    const carried = texts('~carried')
    if (carried.some((one) => keys.some((key) => one === key || one.startsWith(`${key}/`)))) return place.ids.length > 0 && texts('~seen').includes(place.parent)
    return keys.some(isAnswered)
  }
  function showStart () {
    const all = places()
    const items = data.sections.filter(([id]) => all.some((one) => one.section === id)).map(([id, title, about]) => {
      const own = all.filter((one) => one.section === id)
      const done = own.filter(isDone).length
      const state = done === own.length ? 'Done' : own.some((one) => texts('~seen').includes(one.address)) ? 'Started' : 'Not started'
      const first = own.find((one) => !isDone(one)) ?? own[0]
      const named = `section-${id}`
      const hint = about ? make('div', { class: 'govuk-task-list__hint' }, about) : ''
      const status = state === 'Done' ? state : make('strong', { class: `govuk-tag govuk-tag--${state === 'Started' ? 'light-blue' : 'blue'}` }, state)
      const open = link(title, '', () => show('step', first.address))
      open.classList.add('govuk-task-list__link')
      open.setAttribute('aria-describedby', named)
      const item = make('li', { class: 'govuk-task-list__item govuk-task-list__item--with-link' },
        make('div', { class: 'govuk-task-list__name-and-hint' }, open, hint),
        make('div', { class: 'govuk-task-list__status', id: named }, status))
      return { state, item }
    })
    by('sections').replaceChildren(...items.map(({ item }) => item))
    by('progress').textContent = toChild ? '' : `${items.filter(({ state }) => state === 'Done').length} of ${items.length} sections are done.`
  }
  function showRows () {
    const all = places().filter((one) => !one.why)
    const shown = []
    for (const [id, title] of data.sections) {
      const rows = all.filter((one) => one.section === id).flatMap(rowsOf)
      if (!rows.length) continue
      shown.push(make('h2', { class: 'govuk-heading-m' }, title), make('dl', { class: 'govuk-summary-list' }, ...rows))
    }
    by('rows').replaceChildren(...shown)
    const open = openQuestions()
    const wrong = open.filter(({ fault }) => fault.hard || !fault.missing)
    const later = open.filter((one) => !wrong.includes(one))
    by('open-questions').hidden = !open.length
    by('open-questions').replaceChildren(
      ...listed('Before you can send this', 'Answer these, or take out what they are about.', wrong),
      ...listed('Still open', 'You can send the form without these. Others see that they are open.', later))
    by('finish').hidden = isExpired()
  }
  const openQuestions = () => places().flatMap((place) => faultsOn(place).map((fault) => ({ place, fault })))
  function listed (title, about, some) {
    if (!some.length) return []
    return [
      make('h2', { class: 'govuk-heading-m' }, title),
      make('p', { class: 'govuk-body' }, about),
      make('ul', { class: 'govuk-list govuk-list--bullet' }, ...some.map(({ place, fault }) => {
        const line = itemLine(place)
        return make('li', {}, link(wordsOf(fault), '', () => show('step', place.address)), line ? ` (${line})` : '')
      }))
    ]
  }
  function rowsOf (place) {
    const line = itemLine(place)
    const row = (question, said) => make('div', { class: 'govuk-summary-list__row' },
      make('dt', { class: 'govuk-summary-list__key' }, ...(line ? [make('span', { class: 'pepsite-carried' }, line), make('br')] : []), question),
      make('dd', { class: 'govuk-summary-list__value' }, ...(said.length ? said : [data.notAnswered]).flatMap((one, at) => at ? [make('br'), one] : [one])),
      make('dd', { class: 'govuk-summary-list__actions' }, link('Change', question, () => show('step', place.address))))
    if (place.page.list) {
      const lines = linesOf(place).map((one) => one.line)
      const instead = lines.length ? [] : questionsOf(place).flatMap(saidTo)
      return [row(place.page.title, lines.length ? lines : instead)]
    }
    return questionsOf(place).map((one) => row(one.label, saidTo(one)))
  }

  // --- going from one to another

  function show (view, address = '') {
    const place = view === 'step' ? placeAt(address) : null
    if (view === 'step' && !place) view = 'start'
    here = { view, address }
    if (view === 'start') showStart()
    if (view === 'step') showStep(place)
    showRows()
    for (const one of views) by(one).hidden = one !== view && one !== 'check'
    by('check').hidden = false
    by('check').classList.toggle('pepsite-current', view === 'check')
    by('way-back').hidden = view === 'start'
    document.title = view === 'step' ? `${by('step-content').querySelector('h1')?.textContent.trim() ?? ''} – ${plain}` : plain
    const heading = by(view).querySelector('h1')
    heading?.setAttribute('tabindex', '-1')
    heading?.focus()
    scrollTo(0, 0)
  }
  by('back').addEventListener('click', () => {
    read()
    const before = here.view === 'step' ? following(here.address, -1) : ''
    if (before) show('step', before)
    else show('start')
  })
  for (const one of document.querySelectorAll('[data-go]')) {
    one.addEventListener('click', () => show(one.dataset.go))
  }

  // --- files

  const isExpired = () => {
    const now = new Date()
    const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((one) => String(one).padStart(2, '0')).join('-')
    return today > data.expiresOn
  }
  function download (content, name) {
    const address = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }))
    const one = make('a', { href: address, download: name })
    document.body.append(one)
    one.click()
    one.remove()
    setTimeout(() => URL.revokeObjectURL(address), 60000)
  }
  async function questionsHash () {
    const bytes = new TextEncoder().encode(by('form-data').textContent)
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    return [...hash].map((one) => one.toString(16).padStart(2, '0')).join('')
  }
  // What is asked now, and no more: what an answer has hidden does not go along.
  function sent () {
    const found = {}
    for (const place of places()) {
      if (!place.why && place.page.list) {
        const key = named(place.page.list.key, place.ids)
        if (texts(key).length) found[key] = texts(key)
      }
      for (const question of questionsOf(place)) {
        for (const key of [...question.boxes, question.insteadBox].filter(Boolean)) {
          if (answers[key]) found[key] = answers[key]
        }
      }
    }
    return found
  }
  async function encrypted (content, give) {
    const encrypter = new age.Encrypter()
    give(encrypter)
    return age.armor.encode(await encrypter.encrypt(new TextEncoder().encode(JSON.stringify(content))))
  }
  by('make').addEventListener('click', async () => {
    const wrong = openQuestions().some(({ fault }) => fault.hard || !fault.missing)
    complain('check', wrong ? [{ words: 'Some answers are missing or not right; they are listed below', target: 'open-questions' }] : [])
    if (wrong) return
    const content = {
      schema: 'offline-answer/1',
      issue: data.issue,
      child: data.child,
      record: data.record,
      person: data.person,
      questions: await questionsHash(),
      made_at: new Date().toISOString(),
      pages: places().map((one) => one.address),
      answers: sent()
    }
    lastFile = await encrypted(content, (encrypter) => data.recipients.forEach((one) => encrypter.addRecipient(one)))
    download(lastFile, data.fileName)
    by('made-name').textContent = data.fileName
    saved = JSON.stringify(answers)
    show('made')
  })
  by('again').addEventListener('click', () => download(lastFile, data.fileName))

  function complain (view, found) {
    const place = by(view).querySelector('[data-errors]')
    place.replaceChildren(...(found.length ? [summary(found)] : []))
    place.firstElementChild?.focus()
    document.title = found.length ? `Error: ${plain}` : plain
  }
  by('keep').querySelector('form').addEventListener('submit', async (event) => {
    event.preventDefault()
    const said = by('passphrase').value
    if (said.length < SHORTEST_PASSPHRASE) return complain('keep', [{ words: `The passphrase must have ${SHORTEST_PASSPHRASE} characters or more`, target: 'passphrase' }])
    if (said !== by('passphrase-again').value) return complain('keep', [{ words: 'The two passphrases are not the same', target: 'passphrase-again' }])
    complain('keep', [])
    by('kept').textContent = 'Encrypting. This takes a few seconds.'
    await new Promise((resolve) => setTimeout(resolve, 50))
    const content = { schema: 'offline-draft/1', issue: data.issue, answers }
    download(await encrypted(content, (encrypter) => encrypter.setPassphrase(said)), data.fileName.replace(/\.age$/, '.draft.age'))
    saved = JSON.stringify(answers)
    by('passphrase').value = by('passphrase-again').value = ''
    by('kept').textContent = 'Saved, usually in your Downloads folder. To go on with it, open this form again and choose “Go on with what I saved”.'
  })
  function taken (read) {
    if (read?.schema !== 'offline-draft/1' || typeof read.answers !== 'object' || read.answers === null) return null
    const found = {}
    for (const [key, said] of Object.entries(read.answers)) {
      const list = Array.isArray(said)
      if (!KEY.test(key) || !(typeof said === 'string' || (list && said.every((one) => typeof one === 'string')))) return null
      found[key] = said
    }
    const lists = places().filter((one) => one.page.list)
    return lists.every((one) => (found[named(one.page.list.key, one.ids)] ?? []).every?.((each) => ID.test(each)) ?? false) ? found : null
  }
  by('load').querySelector('form').addEventListener('submit', async (event) => {
    event.preventDefault()
    const file = by('saved-file').files[0]
    if (!file) return complain('load', [{ words: 'Choose the file that you saved', target: 'saved-file' }])
    complain('load', [])
    by('loaded').textContent = 'Opening it. This takes a few seconds.'
    await new Promise((resolve) => setTimeout(resolve, 50))
    let words = 'This file cannot be opened with this passphrase, or is not one that this form saved'
    try {
      const decrypter = new age.Decrypter()
      decrypter.addPassphrase(by('saved-passphrase').value)
      const plainText = await decrypter.decrypt(age.armor.decode(await file.text()), 'text')
      const content = JSON.parse(plainText)
      if (content.issue !== data.issue) words = 'This was saved from another form. Open that one, and go on there'
      else {
        const found = taken(content)
        if (found) {
          answers = found
          saved = JSON.stringify(answers)
          by('saved-passphrase').value = ''
          by('loaded').textContent = ''
          return show('start')
        }
      }
    } catch { /* said below, whatever it was: what is in the file is quoted nowhere */ }
    by('loaded').textContent = ''
    complain('load', [{ words, target: 'saved-passphrase' }])
  })

  addEventListener('beforeunload', (event) => {
    read()
    if (JSON.stringify(answers) !== saved) event.preventDefault()
  })
  addEventListener('beforeprint', () => { read(); showRows() })

  if (!globalThis.isSecureContext || !crypto.subtle) {
    by('cannot').hidden = false
    by('start').hidden = true
    return
  }
  by('expired').hidden = !isExpired()
  show('start')
})()
