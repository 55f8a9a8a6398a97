import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import '../components/components.css';
import { Console } from './Console';
import './console.css';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no element "root".');
createRoot(root).render(
  <StrictMode>
    <Console />
  </StrictMode>,
);
