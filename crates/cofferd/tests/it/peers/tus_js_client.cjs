// Sends a file with tus-js-client: stops in the middle, waits for a line on standard input, and goes on.
// Arguments: folder with node_modules, address, file, chunk size, where to stop.
const { createRequire } = require('node:module')
const fs = require('node:fs')
const readline = require('node:readline')

const [modules, endpoint, path, chunkSize, stopAt] = process.argv.slice(2)
const tus = createRequire(`${modules}/`)('tus-js-client')

let stopped = false
const upload = new tus.Upload(fs.createReadStream(path), {
  endpoint,
  chunkSize: Number(chunkSize),
  uploadSize: fs.statSync(path).size,
  retryDelays: [0, 50, 100, 200, 400, 800],
  metadata: { filename: 'from-tus-js-client.bin', filetype: 'application/octet-stream' },
  onError(error) {
    console.error(String(error))
    process.exit(1)
  },
  onChunkComplete(_chunk, accepted) {
    if (stopped || accepted < Number(stopAt)) return
    stopped = true
    const { url } = upload
    upload.abort().then(() => {
      console.log(`stopped ${accepted}`)
      readline.createInterface({ input: process.stdin }).once('line', () => goOn(url))
    })
  },
})
upload.start()

function goOn(uploadUrl) {
  const rest = new tus.Upload(fs.readFileSync(path), {
    endpoint,
    uploadUrl,
    chunkSize: Number(chunkSize),
    retryDelays: [0, 50, 100],
    onError(error) {
      console.error(String(error))
      process.exit(1)
    },
    onSuccess() {
      console.log('done')
      process.exit(0)
    },
  })
  rest.start()
}
