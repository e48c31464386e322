import { TableMapping } from '../../../shared/figures-mapping.ts'
import cities from '../mappings/econ/cn_17_Economic.json' with { type: 'json' }
import guangzhou from '../mappings/econ/cn_20_Guangzhou_All.json' with { type: 'json' }
import guangdong from '../mappings/econ/gdp-gd-cities.json' with { type: 'json' }
import nation from '../mappings/econ/nbs_quarterly_gdp_current_prices.json' with { type: 'json' }

export type Mappings = ReadonlyMap<string, TableMapping>

/** The mappings that may be named, by name; a city's own come beside the shipped ones and may not take their names. A mapping that does not
 *  fit is an error with its path, at start and not at the first import. */
export function listMappings(own: readonly unknown[] = []): Mappings {
  const list = new Map<string, TableMapping>()
  for (const data of [nation, guangzhou, cities, guangdong, ...own]) {
    const mapping = TableMapping.parse(data)
    if (list.has(mapping.name)) throw new Error(`two mappings are called ${mapping.name}`)
    list.set(mapping.name, mapping)
  }
  return list
}
