import { type ComponentType, lazy } from 'react'
import { loadModule } from '../ui/load-module.ts'

/** A screen that is loaded when it is first opened. */
export const lazyScreen = <Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>) => lazy(() => loadModule(load))
