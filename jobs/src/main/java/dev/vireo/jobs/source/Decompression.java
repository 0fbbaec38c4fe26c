package dev.vireo.jobs.source;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/** Files that are compressed, by their endings. */
public final class Decompression {
  private static final String ENDING = "\\.(gz|bz2|zst|zstd|snappy|lz4)$";
  private static final int BUFFER = 1 << 16;

  private Decompression() {}

  /** A file's name in lower case, without the ending that says how it is compressed. */
  static String plainName(String name) {
    return name.toLowerCase(Locale.ROOT).replaceFirst(ENDING, "");
  }

  /** The content of a file of this name, decompressed where its ending says so. */
  public static InputStream of(String name, InputStream raw) throws IOException {
    String lower = name.toLowerCase(Locale.ROOT);
    String ending = lower.substring(lower.lastIndexOf('.') + 1);
    switch (ending) {
      case "zst", "zstd":
        return new BufferedInputStream(new ZstdInputStream(raw), BUFFER);
      case "gz", "bz2", "snappy", "lz4":
        Configuration configuration = new Configuration(false);
        CompressionCodec codec =
            new CompressionCodecFactory(configuration).getCodec(new Path("file." + ending));
        return codec.createInputStream(raw, CodecPool.getDecompressor(codec));
      default:
        return raw;
    }
  }
}
