import { createRoot } from 'react-dom/client';
import './workers';
// One by one: graphiql/style.css is these with the editor's styles a second time, and fonts of 360 KB.
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './page.css';
import { apiAt } from './apis';
import { Page } from './page';

const api = apiAt(location.pathname);
document.title = `${api.name} API · GraphiQL`;
const root = document.getElementById('root');
if (root) createRoot(root).render(<Page api={api} />);
