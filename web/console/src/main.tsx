import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { preferences } from './app/preferences';
import { startI18n } from './i18n';
import './ui/tokens.css';

const root = document.getElementById('root');
void startI18n(preferences().language).then(() => {
  if (root) createRoot(root).render(<App />);
});
