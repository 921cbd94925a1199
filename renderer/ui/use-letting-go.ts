import { useEffect, useReducer } from 'react'

/**
 * For what holds much only for a while. React keeps what a component drew the time before; once `isHolding` is over it is drawn again,
 * so that nothing keeps alive what it was given until then.
 */
export function useLettingGo(isHolding: boolean): void {
  const [, drawAgain] = useReducer((times: number) => times + 1, 0)
  useEffect(() => {
    if (isHolding) return () => drawAgain()
  }, [isHolding])
}
