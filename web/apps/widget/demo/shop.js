// The demo shop's till. An order is posted with the widget's visitor id, so that Jinpai knows whose
// chat it belongs to; the demo behind this page signs it and hands it to the orders webhook.
//   POST /order {sku, visitor}  ->  {number, title, total}
//   POST /pay {number}          ->  {number}
const english = new URLSearchParams(location.search).get('lang') === 'en'
document.documentElement.lang = english ? 'en' : 'zh-CN'

const say = english
  ? { pay: 'Pay', paid: 'Paid', failed: 'That did not work, please try again.', ordered: 'Ordered, please pay within 24 hours.' }
  : { pay: '去付款', paid: '已付款', failed: '没有成功，请再试一次。', ordered: '已拍下，请在 24 小时内付款。' }

async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(String(response.status))
  return response.json()
}

/** The order must go through even where the chat is blocked; it is then simply nobody's chat. */
const visitor = () => (window.Jinpai ? window.Jinpai.visitor().catch(() => null) : Promise.resolve(null))

function note(text) {
  document.querySelector('.orders').hidden = false
  document.querySelector('.note').textContent = text
}

async function once(button, work) {
  button.disabled = true
  try {
    await work()
  } catch {
    note(say.failed)
    button.disabled = false
  }
}

const element = (name, kind, text) => {
  const made = document.createElement(name)
  made.className = kind
  made.textContent = text
  return made
}

function showOrder({ number, title, total }) {
  const line = document.createElement('li')
  const pay = element('button', 'pay', say.pay)
  pay.type = 'button'
  pay.addEventListener('click', () =>
    once(pay, async () => {
      await post('/pay', { number })
      pay.replaceWith(element('span', 'paid', say.paid))
    }),
  )
  line.append(element('span', 'title', title), element('span', 'number', `#${number}`), element('span', 'sum', `¥${total}`), pay)
  document.querySelector('.orders ul').prepend(line)
  note(say.ordered)
  line.scrollIntoView({ block: 'nearest' })
}

addEventListener('DOMContentLoaded', () => {
  if (english) for (const node of document.querySelectorAll('[data-en]')) node.textContent = node.dataset.en
  for (const button of document.querySelectorAll('[data-sku]')) {
    button.addEventListener('click', () =>
      once(button, async () => {
        showOrder(await post('/order', { sku: button.dataset.sku, visitor: await visitor() }))
        button.disabled = false
      }),
    )
  }
})
