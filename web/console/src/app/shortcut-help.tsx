import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { roleOf, useSession } from '../session/me';
import { menuOf } from './menu';
import styles from './shortcut-help.module.css';

export default function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const menu = menuOf(roleOf(useSession()));
  const keys: [string[], string][] = [
    [['Ctrl / ⌘', 'K'], t('palette.open')],
    [['?'], t('menu.shortcuts')],
    ...menu.map((entry): [string[], string] => [['g', entry.key], t(`menu.${entry.name}`)]),
    [['Alt', '↑ ↓'], t('show.moveKeys')],
    [['Space'], t('ui.holdHint')],
  ];
  return (
    <Modal open title={t('menu.shortcuts')} footer={null} onCancel={onClose}>
      <dl className={styles.keys}>
        {keys.map(([combination, meaning]) => (
          <div key={meaning} style={{ display: 'contents' }}>
            <dt>
              {combination.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
