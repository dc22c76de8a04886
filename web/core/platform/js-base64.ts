// Stands in for the package of this name, of which tus-js-client uses one thing: text in base64 of its UTF-8.
export const Base64 = {
  encode: (text: string): string =>
    btoa(Array.from(new TextEncoder().encode(text), byte => String.fromCharCode(byte)).join('')),
}
