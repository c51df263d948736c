import StudySupport

/// The bytes of a file as they could stand on a disk, with a hash that a change costs little.
///
/// The hash is the sum of those of all 512-byte blocks with their places: equal files have equal
/// hashes, whatever way they came about.
struct FileImage {
  static let blockSize = 512

  private(set) var bytes: [UInt8] = []
  private var blocks: [UInt64] = []
  private var sum: UInt64 = 0

  var count: Int { bytes.count }
  var hash: UInt64 { mixed(sum ^ UInt64(bytes.count)) }

  /// Overwrites bytes, with zeros between the end of the file and a place beyond it.
  mutating func write(_ new: ArraySlice<UInt8>, at offset: Int) {
    guard !new.isEmpty else { return }
    let end = offset + new.count
    let firstChanged = min(offset, bytes.count)
    if end > bytes.count {
      bytes.append(contentsOf: repeatElement(0, count: end - bytes.count))
    }
    bytes.replaceSubrange(offset..<end, with: new)
    rehash(from: firstChanged, to: end)
  }

  /// Cuts the file, or makes it longer with zeros.
  mutating func truncate(to length: Int) {
    if length > bytes.count {
      let start = bytes.count
      bytes.append(contentsOf: repeatElement(0, count: length - bytes.count))
      return rehash(from: start, to: length)
    }
    guard length < bytes.count else { return }
    bytes.removeLast(bytes.count - length)
    let kept = (length + FileImage.blockSize - 1) / FileImage.blockSize
    for block in kept..<blocks.count { sum &-= blocks[block] }
    blocks.removeLast(blocks.count - kept)
    if kept > 0 { rehash(from: (kept - 1) * FileImage.blockSize, to: length) }
  }

  private mutating func rehash(from start: Int, to end: Int) {
    let size = FileImage.blockSize
    for block in start / size..<(end + size - 1) / size {
      let hash = hash(ofBlock: block)
      if block < blocks.count {
        sum = sum &- blocks[block] &+ hash
        blocks[block] = hash
      } else {
        blocks.append(hash)
        sum = sum &+ hash
      }
    }
  }

  private func hash(ofBlock block: Int) -> UInt64 {
    let start = block * FileImage.blockSize
    let end = min(start + FileImage.blockSize, bytes.count)
    var hash = UInt64(block) &* 0x9E37_79B9_7F4A_7C15
    unsafe bytes.withUnsafeBytes { buffer in
      var place = start
      while place + 8 <= end {
        let word = unsafe buffer.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        hash = (hash ^ word) &* 0xFF51_AFD7_ED55_8CCD
        hash ^= hash >> 32
        place += 8
      }
      while place < end {
        let byte = unsafe UInt64(buffer[place])
        hash = (hash ^ byte) &* 0xFF51_AFD7_ED55_8CCD
        hash ^= hash >> 32
        place += 1
      }
    }
    return mixed(hash)
  }
}
