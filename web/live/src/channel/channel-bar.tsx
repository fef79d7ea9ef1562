import { ConnectionDot } from '../feed/connection-dot';
import type { View } from '../live';
import { LanguageSwitch } from '../ui/language-switch';
import css from './channel-bar.module.css';

/** The channel's name and mark, whether the page is connected, and the other language. */
export function ChannelBar({ channel }: { channel: View['channel'] }) {
  const { logoUrl } = channel.branding;
  return (
    <div class={css.bar}>
      {logoUrl ? (
        <img class={css.logo} src={logoUrl} alt="" />
      ) : (
        <span class={css.mark} aria-hidden="true">
          {[...channel.name][0]}
        </span>
      )}
      <span class={css.name}>{channel.name}</span>
      <ConnectionDot />
      <LanguageSwitch />
    </div>
  );
}
