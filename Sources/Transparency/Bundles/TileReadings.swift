/// What a tile's hashes are by what is below it, and by its file; nil where that cannot be read.
struct TileReadings {
  let computed: [Hash]?
  let stored: [Hash]?

  /// The readings that differ, what is below first.
  var distinct: [[Hash]] {
    let readings = [computed, stored].compactMap(\.self)
    return readings.count == 2 && readings[0] == readings[1] ? [readings[0]] : readings
  }

  /// The reading that is right; nil where none is.
  ///
  /// Where both agree, they are taken as they are: whether they lead to the hash above is a
  /// question of the tile above.
  func settled(by isRight: ([Hash]) -> Bool) -> [Hash]? {
    let distinct = distinct
    return distinct.count == 1 ? distinct[0] : distinct.first(where: isRight)
  }

  /// What is wrong with a tile, given which of its readings is right; nil where none is known to be.
  func problems(of tile: Tile, settled: [Hash]?) -> [BundleProblem] {
    guard let computed, let stored, computed != stored else { return [] }
    let places = computed.indices.filter { computed[$0] != stored[$0] }
    let first = places.first ?? 0
    let position = tile.firstLeaf(under: first) ?? 0
    guard let settled else { return [.undecided(path: tile.path, position: position)] }
    if settled == computed { return [.tile(path: tile.path, hash: first, position: position)] }
    guard tile.level == 0, let bundle = tile.entries else {
      return [.rewritten(path: tile.path, position: position)]
    }
    return places.map { place in
      .entry(path: bundle.path, position: tile.firstLeaf(under: place) ?? 0)
    }
  }

  /// Every way to take one reading of each tile: of two hundred and fifty-six at most.
  static func combinations(of choices: [[[Hash]]]) -> [[[Hash]]] {
    choices.reduce([[]]) { ways, readings in
      readings.flatMap { reading in ways.map { $0 + [reading] } }
    }
  }
}
