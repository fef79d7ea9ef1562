import type { Session } from '../src/session/me';

export const producerOfCctv: Session = {
  member: { id: 'mem_1', name: 'Li Xiaodong', email: 'producer@cctv.example', role: 'PRODUCER' },
  channel: {
    id: 'chan_1',
    slug: 'cctv',
    nameZh: '中央广播电视总台',
    nameEn: 'CCTV',
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    primaryColor: '#c8102e',
    logoUrl: null,
    supportAccess: null,
  },
  isSupport: false,
  sessionExpiresAt: '2027-01-01T00:00:00Z',
  mustEnrol: false,
};
