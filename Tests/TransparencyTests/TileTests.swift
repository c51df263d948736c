import Testing
import Transparency

@Suite("Tiles and bundles of entries")
struct TileTests {
  @Test(
    "a path that is not a tile's one path is none",
    arguments: [
      "", "tile", "tile/", "tile/0", "tile/0/", "tile/0/1", "tile/0/0001", "tile/0/x001",
      "tile/0/x000/001", "tile/0/x1/001", "tile/0/001/001", "tile/0/000.p/0", "tile/0/000.p/256",
      "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p", "tile/00/000", "tile/64/000",
      "tile/-1/000", "tile/0/+01", "tile/0/000/", "/tile/0/000", "tile/0/000.p/1/", "tile//000",
      "tile/Entries/000", "tiles/0/000", "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
      "tile/0/x018/x446/x744/x073/x709/x551/616", "tile/0/\u{664}\u{664}\u{664}",
    ]
  )
  func malformedPaths(path: String) {
    #expect(Tile(path: path) == nil)
  }

  @Test("a path leads back to its tile, up to the largest index")
  func paths() throws {
    var numbers = SeededNumbers(seed: 7)
    let edges: [UInt64] = [0, 999, 1_000, 999_999, 1_000_000, .max]
    for index in edges + (0..<500).map({ _ in numbers.next() >> (numbers.next() % 64) }) {
      for width in [1, 255, 256] {
        let level = Int(numbers.next() % 64)
        let tile = try #require(Tile(.hashes(level: level), index: index, width: width))
        #expect(Tile(path: tile.path) == tile)
        let entries = try #require(Tile(.entries, index: index, width: width))
        #expect(Tile(path: entries.path) == entries)
        #expect(entries.path.hasPrefix("tile/entries/"))
      }
    }
    #expect(Tile(path: "tile/0/x018/x446/x744/x073/x709/x551/615")?.index == .max)
    #expect(Tile(.entries, index: 0, width: 0) == nil)
    #expect(Tile(.entries, index: 0, width: 257) == nil)
    #expect(Tile(.hashes(level: 64), index: 0) == nil)
  }

  @Test("a layout has a tile for every hash, of every row, once")
  func layouts() throws {
    for size: UInt64 in [0, 1, 255, 256, 257, 512, 65_536, 65_537, 70_000] {
      var counts: [Int: UInt64] = [:]
      var entryCount: UInt64 = 0
      var paths: Set<String> = []
      for tile in TileLayout(size: size).tiles {
        #expect(paths.insert(tile.path).inserted)
        switch tile.content {
        case .hashes(let level): counts[level, default: 0] += UInt64(tile.width)
        case .entries: entryCount += UInt64(tile.width)
        }
      }
      #expect(entryCount == size)
      for level in 0..<8 { #expect(counts[level] ?? 0 == size >> UInt64(8 * level)) }
    }
    #expect(TileLayout(size: .max).rows.count == 8)
    #expect(TileLayout(size: .max).rows[7].openWidth == 255)
  }

  @Test("the first leaf under a hash is told, or is beyond all leaves")
  func firstLeaves() throws {
    let tile = try #require(Tile(.hashes(level: 2), index: 3))
    #expect(tile.firstLeaf(under: 5) == UInt64((3 * 256 + 5) * 65_536))
    #expect(try #require(Tile(.hashes(level: 63), index: 0)).firstLeaf() == 0)
    #expect(try #require(Tile(.hashes(level: 63), index: 1)).firstLeaf() == nil)
    #expect(try #require(Tile(.entries, index: .max)).firstLeaf() == nil)
    #expect(tile.firstLeaf(under: -1) == nil)
  }

  @Test("entries are bundled and read back")
  func bundles() throws {
    let entries = TreeTests.entries(256, seed: 8) + [[], [UInt8](repeating: 9, count: 65_535)]
    var bytes: [UInt8] = []
    for entry in entries { #expect(EntryBundle.append(entry, to: &bytes)) }
    #expect(EntryBundle.parse(bytes)?.map { Array($0) } == entries)
    #expect(!EntryBundle.append([UInt8](repeating: 9, count: 65_536), to: &bytes))
    #expect(EntryBundle.parse([0]) == nil)
    #expect(EntryBundle.parse([0, 2, 1]) == nil)
    #expect(EntryBundle.parse([])?.isEmpty == true)
    for cut in 1..<40 {
      let rest = Array(bytes.dropLast(cut))
      #expect(EntryBundle.parse(rest) == nil)
    }
  }
}
