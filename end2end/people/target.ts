// A web service that checks look at, which can be broken and mended.
import { type Server, createServer } from "node:http";

export interface Target {
  port: number;
  healthy: boolean;
  stop(): Promise<void>;
}

export async function startTarget(): Promise<Target> {
  const target = { port: 0, healthy: true, stop: async () => {} };
  const server: Server = createServer((_request, response) => {
    response.statusCode = target.healthy ? 200 : 500;
    response.setHeader("content-type", "application/json");
    response.end(target.healthy ? '{"status":"ok"}' : '{"status":"broken"}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  target.port = address.port;
  target.stop = () => new Promise((resolve) => server.close(() => resolve()));
  return target;
}
