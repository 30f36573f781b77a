package dev.interrex.node.rdb;

/** The checksum of payloads: CRC-64 with Jones's polynomial, reflected, begun with 0. Stateless. */
final class Crc64 {
    private static final long POLYNOMIAL = 0x95AC9329AC4BC9B5L;
    private static final long[] TABLE = new long[256];

    static {
        for (int i = 0; i < TABLE.length; i++) {
            long crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ POLYNOMIAL;
            }
            TABLE[i] = crc;
        }
    }

    private Crc64() {}

    static long of(byte[] bytes, int offset, int length) {
        long crc = 0;
        for (int i = offset; i < offset + length; i++) {
            crc = TABLE[(int) (crc ^ bytes[i]) & 0xFF] ^ crc >>> 8;
        }
        return crc;
    }
}
