// Stands in for the package of this name, of which tus-js-client uses one thing: an address out of an answer, resolved against the
// one that was asked. Browsers do that themselves.
export default class ResolvedUrl extends URL {
  constructor(link: string, asked: string) {
    super(link, new URL(asked, location.href))
  }
}
