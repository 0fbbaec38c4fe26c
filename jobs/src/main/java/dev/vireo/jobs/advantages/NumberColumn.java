package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * A column of numbers, or of arrays of numbers, read as doubles.
 *
 * @param name for errors
 * @param ordinal its place in a row
 * @param type of the numbers: double, float, long or int
 */
record NumberColumn(String name, int ordinal, DataType type) implements Serializable {

  /** Whether numbers of a type can be read as doubles. */
  static boolean reads(DataType type) {
    return type.equals(DataTypes.DoubleType)
        || type.equals(DataTypes.FloatType)
        || type.equals(DataTypes.LongType)
        || type.equals(DataTypes.IntegerType);
  }

  /** The row's number, or null. */
  Double number(InternalRow row) {
    if (row.isNullAt(ordinal)) {
      return null;
    }
    if (type.equals(DataTypes.DoubleType)) {
      return row.getDouble(ordinal);
    }
    if (type.equals(DataTypes.FloatType)) {
      return (double) row.getFloat(ordinal);
    }
    return type.equals(DataTypes.LongType)
        ? (double) row.getLong(ordinal)
        : (double) row.getInt(ordinal);
  }

  /**
   * The row's numbers, or null.
   *
   * @throws InputException if one of them is null
   */
  double[] numbers(InternalRow row) {
    if (row.isNullAt(ordinal)) {
      return null;
    }
    ArrayData array = row.getArray(ordinal);
    int count = array.numElements();
    for (int i = 0; i < count; i++) {
      // In bulk, a null would come out as a zero.
      if (array.isNullAt(i)) {
        throw new InputException(name + "[" + i + "] is null, not a finite number");
      }
    }
    if (type.equals(DataTypes.DoubleType)) {
      return array.toDoubleArray();
    }
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = element(array, i);
    }
    return numbers;
  }

  private double element(ArrayData array, int index) {
    if (type.equals(DataTypes.FloatType)) {
      return array.getFloat(index);
    }
    return type.equals(DataTypes.LongType)
        ? (double) array.getLong(index)
        : (double) array.getInt(index);
  }
}
