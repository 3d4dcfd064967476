/** The class of `ws`, which builds that are not for Node do not have. */
export function wsClass(): undefined {
  return undefined;
}
