// A mail server for tests: SMTP on 127.0.0.1, made to misbehave on request.
//
// It prints one JSON line for everything that happens and takes one JSON line for everything it shall do.
// {"do":"mode","mode":…}: accept, tear (take the letter, drop the line before answering the dot), hang (take it,
// never answer), refuse-letter, refuse-recipient, busy-recipient, cut (drop the line at RCPT).
import readline from 'node:readline'
import { SMTPServer } from 'smtp-server'

const say = (event) => process.stdout.write(`${JSON.stringify(event)}\n`)
const refusal = (code, text) => Object.assign(new Error(text), { responseCode: code })

let mode = 'accept'
const sockets = new Set()
const drop = () => sockets.forEach((socket) => socket.destroy())

const server = new SMTPServer({
  authOptional: true,
  allowInsecureAuth: true,
  disabledCommands: ['STARTTLS'],
  disableReverseLookup: true,
  logger: false,
  onAuth(auth, _session, done) {
    const known = auth.username === 'shop' && auth.password === 'secret'
    done(known ? null : refusal(535, 'no such user'), { user: auth.username })
  },
  onRcptTo(address, _session, done) {
    if (mode === 'refuse-recipient') return done(refusal(550, 'no such mailbox'))
    if (mode === 'busy-recipient') return done(refusal(451, 'try again later'))
    if (mode === 'cut') return drop()
    done()
  },
  onData(stream, session, done) {
    const read = []
    stream.on('data', (piece) => read.push(piece))
    stream.on('end', () => {
      const letter = Buffer.concat(read).toString('utf8')
      const to = session.envelope.rcptTo.map((one) => one.address)
      say({ event: 'letter', letter, to, from: session.envelope.mailFrom.address, user: session.user ?? null })
      if (mode === 'tear') return drop()
      if (mode === 'hang') return
      done(mode === 'refuse-letter' ? refusal(554, 'looks like advertising') : null)
    })
  },
})
server.on('error', () => {})
server.server.on('connection', (socket) => {
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
})

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  mode = JSON.parse(line).mode
  say({ event: 'mode' })
}).on('close', () => process.exit(0))

server.listen(0, '127.0.0.1', () => say({ event: 'listening', port: server.server.address().port }))
