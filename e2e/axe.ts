import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright/test'

/** In the page itself, which has no frames of others, and telling of nothing that is in order: in a third of the time. */
export const axe = (page: Page) =>
  new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
