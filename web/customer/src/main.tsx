import { render } from 'preact'
import '../../tokens/fonts.css'
import '../../tokens/tokens.css'
import '../../tokens/base.css'
import './page.css'
import './found.css'
import { App } from './app'
import { speakFirst } from './words'

// A new link in the same tab is a new page.
addEventListener('hashchange', () => location.reload())

const page = document.getElementById('page')
// Without the words of its language the page still speaks English.
await speakFirst().catch(() => undefined)
if (page) render(<App />, page)
