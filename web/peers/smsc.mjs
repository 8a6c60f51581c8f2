// A message centre for tests: SMPP 3.4 on 127.0.0.1, made to misbehave on request.
//
// It prints one JSON line for everything that happens and takes one JSON line for everything it shall do.
// Arguments: a port, or 0, and a folder with cert.pem and key.pem to speak TLS.
//
// {"do":"mode","mode":…} says how the next parts are met: accept; early (the receipt before the answer); silent
// (record, never answer); late (answer when told); tear (record, drop the line); refuse and throttle (accept
// `after` parts, refuse `times`, then accept; with `drop` close the line as well); deaf (no enquire_link_resp).
// Receipts follow only when asked for: {"do":"receipt","id":…,"stat":…}.
import fs from 'node:fs'
import readline from 'node:readline'
import smpp from 'smpp'

const say = (event) => process.stdout.write(`${JSON.stringify(event)}\n`)
const states = { DELIVRD: 2, EXPIRED: 3, UNDELIV: 5, ACCEPTD: 6, REJECTD: 8 }

let mode = { mode: 'accept' }
let next = 0x0a1f
let session
const messages = new Map()
const late = []

/** Ids are hexadecimal in answers; receipts may have them in decimal. */
function take(pdu) {
  const id = (next++).toString(16).padStart(8, '0')
  messages.set(id, { from: pdu.source_addr, to: pdu.destination_addr, state: 1 })
  return id
}

function receipt({ id, stat = 'DELIVRD', err = '000', decimal = false, parameters = false }) {
  const message = messages.get(id)
  if (message) message.state = states[stat] ?? 7
  const told = decimal ? Number.parseInt(id, 16).toString() : id
  const text = `id:${told} sub:001 dlvrd:001 submit date:2611221000 done date:2611221001 stat:${stat} err:${err} text:`
  session.deliver_sm(
    {
      source_addr: message?.to ?? '8613800138000',
      destination_addr: message?.from ?? '10690',
      esm_class: 4,
      short_message: parameters ? '' : text,
      ...(parameters ? { receipted_message_id: told, message_state: states[stat] } : {}),
    },
    (answer) => say({ event: 'receipt-answered', id, status: answer.command_status }),
  )
}

function submitted(pdu, from) {
  const { udh, message } = pdu.short_message
  say({
    event: 'submit',
    to: pdu.destination_addr,
    from: pdu.source_addr,
    text: String(message),
    coding: pdu.data_coding,
    udh: udh ? [...Buffer.from(Array.isArray(udh) ? Buffer.concat(udh) : udh)] : null,
    sar: pdu.sar_total_segments ? [pdu.sar_msg_ref_num, pdu.sar_total_segments, pdu.sar_segment_seqnum] : null,
    esm_class: pdu.esm_class,
    registered_delivery: pdu.registered_delivery,
    validity_minutes: pdu.validity_period ? Math.round((pdu.validity_period - Date.now()) / 60_000) : null,
  })
  const accept = () => from.send(pdu.response({ message_id: take(pdu) }))
  switch (mode.mode) {
    case 'accept':
      return accept()
    case 'early': {
      const id = take(pdu)
      receipt({ id })
      return setTimeout(() => from.send(pdu.response({ message_id: id })), 50)
    }
    case 'silent':
      return take(pdu)
    case 'late':
      return late.push(accept)
    case 'tear':
      take(pdu)
      return from.destroy()
    case 'throttle':
    case 'refuse': {
      const status = mode.mode === 'throttle' ? 0x58 : mode.status
      if (mode.after > 0) {
        mode.after -= 1
        return accept()
      }
      if (mode.times === 0) return accept()
      if (mode.times > 0) mode.times -= 1
      return from.send(pdu.response({ command_status: status }), undefined, () => mode.drop && from.close())
    }
  }
}

const [port = '0', folder] = process.argv.slice(2)
const tls = folder ? { key: fs.readFileSync(`${folder}/key.pem`), cert: fs.readFileSync(`${folder}/cert.pem`) } : {}

const server = smpp.createServer(tls, (opened) => {
  session = opened
  opened.on('error', () => {})
  opened.on('close', () => say({ event: 'closed' }))
  opened.on('bind_transceiver', (pdu) => {
    const known = pdu.system_id === 'jinpai' && pdu.password === 'secret08'
    say({ event: 'bind', version: pdu.interface_version, known })
    opened.send(pdu.response({ command_status: known ? 0 : 0x0e, system_id: 'smsc' }))
  })
  opened.on('enquire_link', (pdu) => {
    say({ event: 'enquire-link' })
    if (mode.mode !== 'deaf') opened.send(pdu.response())
  })
  opened.on('unbind', (pdu) => {
    say({ event: 'unbind' })
    opened.send(pdu.response())
  })
  opened.on('submit_sm', (pdu) => submitted(pdu, opened))
  opened.on('query_sm', (pdu) => {
    const message = messages.get(pdu.message_id)
    say({ event: 'query', id: pdu.message_id })
    if (!message) return opened.send(pdu.response({ command_status: 0x67 }))
    opened.send(pdu.response({ message_id: pdu.message_id, final_date: '', message_state: message.state, error_code: 0 }))
  })
})

const orders = {
  mode: (order) => {
    mode = order
    say({ event: 'mode' })
  },
  receipt,
  reply: ({ from, text }) =>
    session.deliver_sm({ source_addr: from, destination_addr: '10690', short_message: text }, (answer) =>
      say({ event: 'reply-answered', status: answer.command_status }),
    ),
  late: () => late.splice(0).forEach((accept) => accept()),
  drop: () => session.destroy(),
  garbage: () => session.socket.write(Buffer.from('00000014000000050000000000000063ffffffff', 'hex')),
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const order = JSON.parse(line)
  orders[order.do](order)
}).on('close', () => process.exit(0))

server.listen(Number(port), '127.0.0.1', () => say({ event: 'listening', port: server.address().port }))
