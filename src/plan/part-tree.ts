import { createPlaceIndex } from "./part-places.ts";
import type { PlaceIndex } from "./part-places.ts";
import { createPrefixTree } from "./prefix-tree.ts";
import { outlineOf } from "./scope-parts.ts";
import type { PatternPart } from "./scope-parts.ts";

/** Values by their parts, kept so that those that may share a path with another part are found without a look at all. */
export interface PartTree<Value> {
  add(part: PatternPart, value: Value): void;
  /** Those whose literal beginning begins with the part's, or the other way round. Of two literal parts that is all. */
  beginningAlike(part: PatternPart): readonly Value[];
  /** The same, and where many begin alike only those of them that agree with the part in all further names. */
  related(part: PatternPart): readonly Value[];
}

/** So many are compared sooner than anything further about them is looked up. */
const FEW = 100;

export function createPartTree<Value>(): PartTree<Value> {
  const added: { readonly part: PatternPart; readonly value: Value }[] = [];
  const tree = createPrefixTree<Value>();
  /** Made when it is first needed: in most plans few patterns begin alike. */
  let places: PlaceIndex<Value> | undefined;
  return { add, beginningAlike: ({ prefix }) => tree.related(prefix), related };

  function add(part: PatternPart, value: Value): void {
    added.push({ part, value });
    tree.add(part.prefix, value);
    places?.add(outlineOf(part), value);
  }

  function related(part: PatternPart): readonly Value[] {
    return tree.fewRelated(part.prefix, FEW) ?? indexPlaces().related(outlineOf(part));
  }

  function indexPlaces(): PlaceIndex<Value> {
    if (places !== undefined) return places;
    places = createPlaceIndex();
    for (const { part, value } of added) places.add(outlineOf(part), value);
    return places;
  }
}
