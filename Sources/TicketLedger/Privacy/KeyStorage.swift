/// The bytes of a key file, wherever they lie; what ``KeyFile`` needs of a disk and nothing more.
///
/// Until `sync` returns, each written byte may survive a power cut or not. Bytes that were not written
/// stay as they were.
package protocol KeyStorage: Sendable {
  /// The file's length.
  func sizeInBytes() throws(KeyFailure) -> UInt64
  /// Up to `count` bytes at `offset`: fewer at the end of the file.
  func read(at offset: UInt64, count: Int) throws(KeyFailure) -> [UInt8]
  /// Overwrites bytes in place, making the file longer, with zeros between, where it has to be.
  func write(_ bytes: [UInt8], at offset: UInt64) throws(KeyFailure)
  /// Whether nothing was ever written to a range, on the disk either.
  func isHole(at offset: UInt64, count: Int) -> Bool
  /// Makes durable what was written. After a failure every later change fails too.
  func sync() throws(KeyFailure)
}
