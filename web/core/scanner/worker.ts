// The scanner's worker: scans are synchronous, and only workers may read files that way.
import { type Reply, type Request, server } from './serve'

interface WorkerScope {
  onmessage: ((event: MessageEvent<Request>) => void) | null
  postMessage(reply: Reply): void
}
// Not in the types for pages.
declare const FileReaderSync: new () => { readAsArrayBuffer(part: Blob): ArrayBuffer }

const scope = globalThis as unknown as WorkerScope
const serve = server(part => new FileReaderSync().readAsArrayBuffer(part))
scope.onmessage = event => void serve(event.data, reply => scope.postMessage(reply))
