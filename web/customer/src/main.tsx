import { render } from 'preact'
import '../../tokens/fonts.css'
import '../../tokens/tokens.css'
import '../../tokens/base.css'
import './page.css'
import './found.css'
import { App } from './app'

// A new link in the same tab is a new page.
addEventListener('hashchange', () => location.reload())

const page = document.getElementById('page')
if (page) render(<App />, page)
