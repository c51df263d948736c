import Foundation
import Testing
import Transparency

@Suite("Vectors of tiles")
struct TileVectorTests {
  struct Tiles: Decodable {
    struct Row: Decodable, Equatable {
      let level: Int
      let full: UInt64
      let partial: Int
    }

    let layouts: [String: [Row]]
    let indexEncoding: [String: String]
  }

  @Test("an index is encoded as the vectors say, and read back")
  func indexVectors() throws {
    let vectors = try VectorFiles.read("tiles.json", as: Tiles.self)
    #expect(!vectors.indexEncoding.isEmpty)
    for (index, encoded) in vectors.indexEncoding {
      let number = try #require(UInt64(index))
      let tile = try #require(Tile(.hashes(level: 3), index: number))
      #expect(tile.path == "tile/3/\(encoded)")
      #expect(Tile(path: tile.path) == tile)
    }
  }

  @Test("a tree of a size has the tiles that the vectors list")
  func layoutVectors() throws {
    let vectors = try VectorFiles.read("tiles.json", as: Tiles.self)
    #expect(!vectors.layouts.isEmpty)
    for (size, rows) in vectors.layouts {
      let layout = TileLayout(size: try #require(UInt64(size)))
      let found = layout.rows.map {
        Tiles.Row(level: $0.level, full: $0.fullCount, partial: $0.openWidth)
      }
      #expect(found == rows, "size \(size)")
    }
  }
}
