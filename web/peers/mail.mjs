// A mail server for tests: SMTP on 127.0.0.1, made to misbehave on request.
//
// It prints one JSON line for everything that happens and takes one JSON line for everything it shall do.
// Arguments: a port, or 0, and a folder with cert.pem and key.pem and `starttls` or `implicit` to speak TLS.
// {"do":"mode","mode":…}: accept, tear (take the letter, drop the line before answering the dot), hang (take it,
// never answer), refuse-letter, refuse-recipient, busy-recipient, cut (drop the line at RCPT).
import fs from 'node:fs'
import readline from 'node:readline'
import { SMTPServer } from 'smtp-server'

const say = (event) => process.stdout.write(`${JSON.stringify(event)}\n`)
const refusal = (code, text) => Object.assign(new Error(text), { responseCode: code })

let mode = 'accept'
const sockets = new Set()
const drop = () => sockets.forEach((socket) => socket.destroy())

const [port = '0', folder, protection] = process.argv.slice(2)
const tls = folder ? { key: fs.readFileSync(`${folder}/key.pem`), cert: fs.readFileSync(`${folder}/cert.pem`) } : {}

const server = new SMTPServer({
  ...tls,
  secure: protection === 'implicit',
  authOptional: true,
  allowInsecureAuth: true,
  disabledCommands: protection === 'starttls' ? [] : ['STARTTLS'],
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
      const from = session.envelope.mailFrom.address
      say({ event: 'letter', letter, to, from, user: session.user ?? null, secure: session.secure })
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

server.listen(Number(port), '127.0.0.1', () => say({ event: 'listening', port: server.server.address().port }))
