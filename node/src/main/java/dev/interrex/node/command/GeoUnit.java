package dev.interrex.node.command;

/** Units of distances in arguments and replies. */
enum GeoUnit {
    M(1),
    KM(1000),
    FT(0.3048),
    MI(1609.34);

    private static final CommandException UNSUPPORTED =
            new CommandException("ERR unsupported unit provided. please use M, KM, FT, MI");

    final double metres;

    GeoUnit(double metres) {
        this.metres = metres;
    }

    static GeoUnit of(Call call, int index) {
        for (GeoUnit unit : values()) {
            if (call.isWord(index, unit.name())) {
                return unit;
            }
        }
        throw UNSUPPORTED;
    }
}
