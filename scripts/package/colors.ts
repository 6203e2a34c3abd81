/** Stands in for @colors/colors, which winston loads for formats that are not used here, and which opens stdout. */
const colors = {}

export { colors as default }
