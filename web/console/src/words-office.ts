// To be imported by every page that says them.
import office from '../../locales/en/office.ftl?raw'
import { learn } from './words'

learn(office)
