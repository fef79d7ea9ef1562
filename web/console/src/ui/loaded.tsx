import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import type { UseQueryExecute, UseQueryState } from 'urql';
import { faultOf } from '../api/fault';
import { FaultNotice } from './notice';

interface Props<Data> {
  result: [UseQueryState<Data, never> | UseQueryState<Data>, UseQueryExecute];
  children: (data: Data) => ReactNode;
}

/** Waits without jumping, says what went wrong, and keeps what was read before while it asks again. */
export function Loaded<Data>({ result: [state, ask], children }: Props<Data>) {
  const fault = faultOf(state.error);
  return (
    <>
      {fault && <FaultNotice fault={fault} onRetry={() => ask({ requestPolicy: 'network-only' })} />}
      {state.data !== undefined && state.data !== null && children(state.data)}
      {!state.data && !fault && <Skeleton active title={false} paragraph={{ rows: 5 }} />}
    </>
  );
}
