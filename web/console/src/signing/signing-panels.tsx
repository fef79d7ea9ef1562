import { useQuery } from 'urql';
import { Loaded } from '../ui/loaded';
import { IdentityPanel } from './identity-panel';
import { KeysPanel } from './keys-panel';
import { READS_SIGNING, SigningKeysDocument } from './signing';
import styles from './signing.module.css';

/** For owners: whose tokens let viewers in. */
export function SigningPanels() {
  const result = useQuery({
    query: SigningKeysDocument,
    context: READS_SIGNING,
    requestPolicy: 'cache-and-network',
  });
  return (
    <Loaded result={result}>
      {({ signingKeys, ownIdentity }) => (
        <div className={styles.panels}>
          <KeysPanel keys={signingKeys} />
          <IdentityPanel identity={ownIdentity} />
        </div>
      )}
    </Loaded>
  );
}
