/** What leads programs to a proxy on this machine: they know one or the other of these variables. */
export function proxyVariables(port: number): Record<string, string> {
  const url = `http://127.0.0.1:${port}`;
  const variables = { HTTP_PROXY: url, HTTPS_PROXY: url, ALL_PROXY: url, NO_PROXY: "localhost,127.0.0.1,::1" };
  const small = Object.entries(variables).map(([name, value]) => [name.toLowerCase(), value] as const);
  return { ...variables, ...Object.fromEntries(small), NODE_USE_ENV_PROXY: "1" };
}
