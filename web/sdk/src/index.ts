export { type AudienceClient, type ClientOptions, createAudienceClient } from './client';
export { ApiError, type ErrorCode } from './error';
