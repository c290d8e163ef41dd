import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import './design/base.css'
import { applyTheme, chosenTheme } from './shell/theme.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
applyTheme(chosenTheme())
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
