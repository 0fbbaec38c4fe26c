package dev.vireo.jobs.data.source;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Set;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/** Files that are compressed, by their endings. */
public final class Decompression {
  private static final String ENDING = "\\.(gz|bz2|zst|zstd|snappy|lz4)$";
  private static final Set<String> FOREIGN =
      Set.of("xz", "lzma", "lzo", "br", "z", "zip", "7z", "rar", "tar", "tgz");
  private static final int LZ4_FRAME = 0x184D2204;
  private static final int BUFFER = 1 << 16;

  private Decompression() {}

  /** A file's name in lower case, without the extension that says how it is compressed. */
  static String plainName(String name) {
    return name.toLowerCase(Locale.ROOT).replaceFirst(ENDING, "");
  }

  /** The content of a file of this name, decompressed if its extension says so. */
  public static InputStream of(String name, InputStream raw) throws IOException {
    String foreign = foreign(name);
    if (!foreign.isEmpty()) {
      throw new IOException(foreign);
    }
    String ending = ending(name);
    switch (ending) {
      case "zst", "zstd":
        return new BufferedInputStream(new ZstdInputStream(raw), BUFFER);
      case "lz4":
        return lz4(raw);
      case "gz", "bz2", "snappy":
        return hadoop(ending, raw);
      default:
        return raw;
    }
  }

  /** Why a file of this name cannot be decompressed, or empty if it can. */
  static String foreign(String name) {
    String ending = ending(name);
    return FOREIGN.contains(ending)
        ? "a .%s file cannot be unpacked here; unpack it, or compress it with gzip or zstd"
            .formatted(ending)
        : "";
  }

  private static String ending(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** What the lz4 command and Python write are frames; what Hadoop and Spark write are not. */
  private static InputStream lz4(InputStream raw) throws IOException {
    PushbackInputStream in = new PushbackInputStream(new BufferedInputStream(raw, BUFFER), 4);
    byte[] start = in.readNBytes(4);
    in.unread(start);
    boolean frame =
        start.length == 4
            && ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt() == LZ4_FRAME;
    return frame ? new BufferedInputStream(new LZ4FrameInputStream(in), BUFFER) : hadoop("lz4", in);
  }

  private static InputStream hadoop(String ending, InputStream raw) throws IOException {
    CompressionCodec codec =
        new CompressionCodecFactory(new Configuration(false)).getCodec(new Path("file." + ending));
    return codec.createInputStream(raw, CodecPool.getDecompressor(codec));
  }
}
