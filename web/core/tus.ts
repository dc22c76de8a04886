// Sends one file by tus 1.0 through tus-js-client. Its URL storage is off: the names of files stay
// out of the browser's storage on shared computers; the server knows what is unfinished.
import { type DetailedError, Upload, type UploadOptions } from 'tus-js-client'
import { API, ApiError, parseProblem } from './client'
import type { Content } from './content'
import type { OpenTransfer } from './queue'

const CHUNK = 8 * 1024 * 1024
/** Up to this size the bytes travel with the creation, which saves a round trip. */
const SMALL = 1024 * 1024

const nothingStored: NonNullable<UploadOptions['urlStorage']> = {
  findAllUploads: async () => [],
  findUploadsByFingerprint: async () => [],
  removeUpload: async () => undefined,
  addUpload: async () => '',
}

export function tusTransfers(headers: () => Record<string, string>): OpenTransfer {
  return (item, content, upload, events) => {
    const metadata: Record<string, string> = { filename: item.file.name, fingerprint: content.fingerprint }
    if (item.path !== item.file.name) metadata.relativePath = item.path
    if (item.answers !== undefined) metadata.item = String(item.answers)
    if (content.check) {
      metadata.blackedOut = String(content.check.blackedOut)
      metadata.kept = String(content.check.kept)
    }
    let stopped = false
    const transfer = new Upload(item.file, {
      endpoint: `${API}/uploads`,
      uploadUrl: upload ? `${API}/uploads/${upload}` : null,
      uploadSize: content.size,
      fileReader: { openFile: async () => reader(content) },
      chunkSize: CHUNK,
      uploadDataDuringCreation: content.size <= SMALL,
      // The queue retries: it shows the countdown and waits for the network.
      retryDelays: null,
      metadata,
      storeFingerprintForResuming: false,
      urlStorage: nothingStored,
      fingerprint: async () => '',
      onBeforeRequest: request => {
        for (const [name, value] of Object.entries(headers())) request.setHeader(name, value)
      },
      onProgress: sent => events.progress(sent),
      onSuccess: ({ lastResponse }) => events.done(lastResponse?.getHeader('Coffer-File')),
      onError: error => {
        if (stopped) return
        void explain(error, item.file).then(problem => {
          if (!stopped) events.failed(problem)
        })
      },
    })
    return {
      start: () => {
        stopped = false
        transfer.start()
      },
      stop: async discard => {
        stopped = true
        // What cannot be deleted now expires on the server.
        await transfer.abort(discard && transfer.url !== null).catch(() => undefined)
      },
    }
  }
}

/** What the transfer reads from: the content to send, which need not be the file's. */
function reader(content: Content) {
  return {
    size: content.size,
    slice: async (from: number, to: number) => ({
      value: new Blob([await content.slice(from, to)]),
      done: to >= content.size,
    }),
    close: () => undefined,
  }
}

async function explain(error: Error | DetailedError, file: File): Promise<ApiError> {
  const response = 'originalResponse' in error ? error.originalResponse : null
  if (response)
    return parseProblem(response.getStatus(), response.getBody(), response.getHeader('Retry-After'))
  try {
    await file.slice(0, 1).arrayBuffer()
  } catch {
    // Changed, moved or removed since it was chosen: trying again cannot help.
    return new ApiError({ status: 0, code: 'file_unreadable' })
  }
  return new ApiError({ status: 0, code: 'offline' })
}
