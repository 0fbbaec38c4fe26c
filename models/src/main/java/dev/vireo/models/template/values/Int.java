package dev.vireo.models.template.values;

/** Python's int, limited to 64 bits. */
public record Int(long value) implements Numeric {

  @Override
  public double real() {
    return value;
  }

  @Override
  public boolean isWhole() {
    return true;
  }

  @Override
  public long whole() {
    return value;
  }

  @Override
  public String type() {
    return "int";
  }

  @Override
  public boolean truth() {
    return value != 0;
  }

  @Override
  public void repr(TextBuilder out) {
    out.append(Long.toString(value));
  }
}
